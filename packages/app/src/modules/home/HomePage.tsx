import { useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { needsAttention, useApplications } from '@runway/plugin-argocd';
import { RecentRunsCard } from '@runway/plugin-provisioning';
import { runCreatePermission } from '@runway/plugin-provisioning-common';
import { GettingStarted } from './gettingStarted/GettingStarted';
import { createExternalRef } from './homePlugin';
import styles from './HomePage.module.css';
import { MyServices } from './myServices/MyServices';
import { useMyServices } from './myServices/useMyServices';
import { useMe } from './useMe';

/** What a person sees first. */
export function HomePage() {
  const me = useMe();
  const services = useMyServices();
  const names = services.value?.items.map(service => service.name) ?? [];
  const applications = useApplications(names);
  const needing =
    applications.status === 'ready'
      ? applications.data.items.filter(item =>
          item.environments.some(needsAttention),
        ).length
      : undefined;

  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <div>
          <h1 className={styles.greeting}>
            {greet(new Date(), me?.firstName)}
          </h1>
          <p className={styles.summary}>
            {needing !== undefined && summarize(needing, names.length)}
          </p>
        </div>
        <CreateButton />
      </header>
      <GettingStarted me={me} />
      <div className={styles.columns}>
        <MyServices services={services} applications={applications} />
        <RecentRunsCard />
      </div>
    </main>
  );
}

function greet(now: Date, name: string | undefined): string {
  const hour = now.getHours();
  const part =
    (hour < 5 && 'night') ||
    (hour < 12 && 'morning') ||
    (hour < 18 && 'afternoon') ||
    'evening';
  const greeting = part === 'night' ? 'Hello' : `Good ${part}`;
  return name ? `${greeting}, ${name}` : greeting;
}

function summarize(needing: number, total: number): string {
  if (needing === 0) {
    return total === 1
      ? 'Nothing of your service needs you right now.'
      : `None of your ${total} services needs you right now.`;
  }
  return needing === 1
    ? `1 of your ${total} services needs you.`
    : `${needing} of your ${total} services need you.`;
}

function CreateButton() {
  const createLink = useRouteRef(createExternalRef);
  const { allowed, loading } = usePermission({
    permission: runCreatePermission,
  });
  if (!createLink || loading) {
    return null;
  }
  return allowed ? (
    <ButtonLink
      href={createLink()}
      variant="primary"
      size="medium"
      className={styles.create}
      iconStart={<RiAddLine />}
    >
      Create service
    </ButtonLink>
  ) : (
    <p className={styles.summary}>
      Your role may look, not create. Ask your team’s lead for the developer
      role.
    </p>
  );
}
