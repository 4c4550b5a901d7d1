import { needsAttention, useApplications } from '@runway/plugin-argocd';
import { FirstDaysCard } from '@runway/plugin-onboarding';
import { NeedsApprovalCard, RecentRunsCard } from '@runway/plugin-provisioning';
import { usePageTitle } from '../layout/usePageTitle';
import { CreateButton } from './CreateButton';
import { GettingStarted } from './gettingStarted/GettingStarted';
import styles from './HomePage.module.css';
import { MyServices } from './myServices/MyServices';
import { useMyServices } from './myServices/useMyServices';
import { useMayCreate } from './useMayCreate';
import { useMe } from './useMe';

/** What a person sees first. */
export function HomePage() {
  usePageTitle('Home');
  const me = useMe();
  const mayCreate = useMayCreate();
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
      <NeedsApprovalCard />
      <FirstDaysCard />
      <GettingStarted me={me} mayCreate={mayCreate} />
      <div className={styles.columns} data-single={mayCreate === false}>
        <MyServices services={services} applications={applications} />
        {mayCreate !== false && <RecentRunsCard />}
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
