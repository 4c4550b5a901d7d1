import { ButtonLink } from '@backstage/ui';
import { useLocation } from 'react-router-dom';
import { usePageTitle } from '../layout/usePageTitle';
import styles from './Errors.module.css';

/** There is nothing at this address. */
export function NotFoundPage() {
  usePageTitle('Not found');
  const { pathname } = useLocation();
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>There is nothing here</h1>
      <p className={styles.text}>
        The address <code>{pathname}</code> leads nowhere. It may have been
        renamed or removed, or it may have been mistyped.
      </p>
      <div className={styles.actions}>
        <ButtonLink variant="primary" href="/">
          Go to the home page
        </ButtonLink>
        <ButtonLink variant="secondary" href="/search">
          Search
        </ButtonLink>
      </div>
    </main>
  );
}
