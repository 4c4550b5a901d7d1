import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  ButtonLink,
  Card,
  CardBody,
  CardHeader,
  Skeleton,
} from '@backstage/ui';
import { RiStackLine } from '@remixicon/react';
import { ApplicationsState, ServiceHealthList } from '@runway/plugin-argocd';
import { catalogExternalRef, createExternalRef } from '../homePlugin';
import { useMayCreate } from '../useMayCreate';
import styles from './MyServices.module.css';
import type { useMyServices } from './useMyServices';

const SHOWN = 10;

/** Services of the person's teams, with their health in each environment. */
export function MyServices(props: {
  services: ReturnType<typeof useMyServices>;
  applications: ApplicationsState & { retry(): void };
}) {
  const catalogLink = useRouteRef(catalogExternalRef);
  const total = props.services.value?.totalItems ?? 0;
  return (
    <Card>
      <CardHeader className={styles.header}>
        <h2 className={styles.title}>My services</h2>
        {catalogLink && total > 0 && (
          <ButtonLink href={catalogLink()} variant="tertiary" size="small">
            {total > SHOWN ? `All ${total} in the catalog` : 'Open the catalog'}
          </ButtonLink>
        )}
      </CardHeader>
      <CardBody>
        <Content {...props} />
      </CardBody>
    </Card>
  );
}

function Content({ services, applications }: Parameters<typeof MyServices>[0]) {
  if (services.error) {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title="Your services could not be loaded"
        description={`${services.error.message}. The services themselves are not affected.`}
        customActions={
          <Button variant="secondary" onPress={services.retry}>
            Try again
          </Button>
        }
      />
    );
  }
  if (!services.value) {
    return (
      <div
        role="status"
        aria-label="Loading your services"
        className={styles.loading}
      >
        {[0, 1, 2].map(row => (
          <Skeleton key={row} width="100%" height={24} />
        ))}
      </div>
    );
  }
  if (!services.value.items.length) {
    return <NoServices />;
  }
  const { items } = services.value;
  const hasSeveralOwners = new Set(items.map(item => item.owner)).size > 1;
  return (
    <ServiceHealthList
      applications={applications}
      limit={SHOWN}
      services={items.map(({ owner, ...service }) => ({
        ...service,
        detail: hasSeveralOwners ? owner : undefined,
      }))}
    />
  );
}

function NoServices() {
  const createLink = useRouteRef(createExternalRef);
  const catalogLink = useRouteRef(catalogExternalRef);
  const mayCreate = useMayCreate();
  return (
    <div className={styles.empty}>
      <RiStackLine size={32} aria-hidden />
      <p className={styles.emptyTitle}>No services yet</p>
      <p className={styles.emptyText}>
        Services of your teams will be here, with their health in each
        environment.
        {mayCreate && ' The first one takes a minute to create.'}
      </p>
      {mayCreate && createLink && (
        <ButtonLink href={createLink()} variant="secondary">
          Create a service
        </ButtonLink>
      )}
      {mayCreate === false && catalogLink && (
        <ButtonLink href={catalogLink()} variant="secondary">
          Look at all services
        </ButtonLink>
      )}
    </div>
  );
}
