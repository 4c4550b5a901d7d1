import { Alert, Button, Link, Skeleton } from '@backstage/ui';
import type { ApplicationsResponse } from '@runway/plugin-argocd-common';
import type { ReactNode } from 'react';
import type { ApplicationsState } from '../../hooks/useApplications';
import { environmentTitle } from '../environmentTitle';
import { HealthLabel } from '../HealthLabel/HealthLabel';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import { needsAttention } from './needsAttention';
import styles from './ServiceHealthList.module.css';

/** Props of {@link ServiceHealthList}. */
export interface ServiceHealthListProps {
  /** What `useApplications` knows about these services. */
  applications: ApplicationsState & { retry(): void };
  /** How many of the services to show; those that wait for a person come first. Default: all. */
  limit?: number;
  services: Array<{
    name: string;
    /** Page of the service. */
    href: string;
    /** What people call it, when that isn't its name. */
    title?: string;
    /** A short second line, such as the owner. */
    detail?: ReactNode;
  }>;
}

/** A table of services and how they do in each environment; those that wait for a person come first. */
export function ServiceHealthList(props: ServiceHealthListProps) {
  const { applications } = props;
  const data = applications.status === 'ready' ? applications.data : undefined;
  const environments =
    data?.items[0]?.environments.map(env => env.environment) ?? [];
  const rows = inOrderOfNeed(props.services, data).slice(0, props.limit);

  return (
    <div className={styles.root}>
      <Notices state={applications} retry={applications.retry} />
      <table className={styles.table}>
        <caption className={styles.caption}>
          Health of your services by environment
        </caption>
        <thead>
          <tr>
            <th scope="col">Service</th>
            {environments.map(name => (
              <th key={name} scope="col">
                {environmentTitle(name)}
              </th>
            ))}
            {applications.status === 'loading' && <th scope="col">Health</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ service, states }) => (
            <tr key={service.name} data-attention={states.some(needsAttention)}>
              <th scope="row">
                <Link href={service.href} weight="bold" standalone>
                  {service.title ?? service.name}
                </Link>
                {service.detail && (
                  <span className={styles.detail}>{service.detail}</span>
                )}
              </th>
              {states.map(state => (
                <td
                  key={state.environment}
                  data-environment={environmentTitle(state.environment)}
                >
                  <HealthLabel state={state} />
                </td>
              ))}
              {applications.status === 'loading' && (
                <td>
                  <Skeleton width={160} height={16} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inOrderOfNeed(
  services: ServiceHealthListProps['services'],
  data: ApplicationsResponse | undefined,
) {
  const byName = new Map(data?.items.map(item => [item.service, item]));
  return services
    .map(service => ({
      service,
      states: byName.get(service.name)?.environments ?? [],
    }))
    .sort(
      (a, b) =>
        b.states.filter(needsAttention).length -
        a.states.filter(needsAttention).length,
    );
}

function Notices(props: { state: ApplicationsState; retry(): void }) {
  const { state, retry } = props;
  switch (state.status) {
    case 'denied':
      return (
        <Alert
          role="status"
          status="info"
          icon
          title="You may not see the health of services"
          description="Your role lacks the permission argocd.application.read. The platform team can grant it."
        />
      );
    case 'failed':
      return (
        <Alert
          role="alert"
          status="warning"
          icon
          title="Health could not be loaded"
          description={`${state.error.message}. The services themselves are listed below.`}
          customActions={
            <Button variant="secondary" onPress={retry}>
              Try again
            </Button>
          }
        />
      );
    case 'ready':
      return <SourceNotices sources={state.data.sources} />;
    default:
      return null;
  }
}
