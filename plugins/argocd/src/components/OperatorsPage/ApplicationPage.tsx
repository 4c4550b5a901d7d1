import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { useParams } from 'react-router-dom';
import { deliveryRouteRef } from '../../routes';
import { ApplicationPanel } from '../Application/ApplicationPanel';
import styles from './OperatorsPage.module.css';

/** One application, with or without a service in the catalog. */
export function ApplicationPage() {
  const { instance = '', namespace = '', name = '' } = useParams();
  const list = useRouteRef(deliveryRouteRef);
  return (
    <main className={styles.page}>
      <Link href={list?.() ?? '/delivery'} standalone>
        All applications
      </Link>
      <h1 className={styles.heading}>{name}</h1>
      <ApplicationPanel application={{ instance, namespace, name }} />
    </main>
  );
}
