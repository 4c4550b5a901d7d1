import {
  MAX_DETAILS,
  type NamespaceDetail,
} from '@runway/plugin-clusters-common';
import type { ReactNode } from 'react';
import { QuotaBar } from '../QuotaBar/QuotaBar';
import styles from './NamespacePage.module.css';

/** What lies in the namespace, in words. */
export function Facts({ detail }: { detail: NamespaceDetail }) {
  const { podSecurity, quotas, policies, limits, bindings } = detail;
  return (
    <>
      <Part title="Quota use" items={quotas} none="No ResourceQuota.">
        {items =>
          items.map(({ name, scope, resources }) => (
            <div key={name}>
              <h3>
                <code>{name}</code>
                {scope && <span className={styles.note}> only {scope}</span>}
              </h3>
              <ul className={styles.bars}>
                {resources.map(use => (
                  <li key={use.resource}>
                    <QuotaBar use={use} />
                  </li>
                ))}
              </ul>
            </div>
          ))
        }
      </Part>
      <Part
        title="What may come in and go out"
        items={policies}
        none="No NetworkPolicy: everything may come in and go out."
      >
        {items => (
          <Table columns={['NetworkPolicy', 'Pods', 'From', 'To']}>
            {items.map(({ name, pods, ingress, egress }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td data-label="Pods">{pods}</td>
                <td data-label="From">
                  <Allowed rules={ingress} />
                </td>
                <td data-label="To">
                  <Allowed rules={egress} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Part>
      <Part
        title="Access"
        items={bindings}
        none="No RoleBinding. What ClusterRoleBindings give in all namespaces is not shown here."
      >
        {items => (
          <Table columns={['RoleBinding', 'Role', 'For']}>
            {items.map(({ name, role, subjects, changes }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td data-label="Role">
                  {role}
                  {changes && (
                    <span className={styles.note}>
                      , may change things past Git
                    </span>
                  )}
                </td>
                <td data-label="For">{subjects.join(', ') || 'nobody'}</td>
              </tr>
            ))}
          </Table>
        )}
      </Part>
      <Part
        title="Defaults and limits of containers"
        items={limits}
        none="No LimitRange."
      >
        {items =>
          items.map(({ name, limits: lines }) => (
            <div key={name}>
              <h3>
                <code>{name}</code>
              </h3>
              <ul className={styles.lines}>
                {lines.map(line => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          ))
        }
      </Part>
      <section className={styles.section} aria-label="Pod Security">
        <h2>Pod Security</h2>
        <p className={styles.note}>
          {(['enforce', 'warn', 'audit'] as const)
            .map(mode => `${mode}: ${podSecurity[mode] ?? 'not set'}`)
            .join(' · ')}
        </p>
      </section>
    </>
  );
}

function Part<T>(props: {
  title: string;
  items: T[] | null;
  none: string;
  children(items: T[]): ReactNode;
}) {
  const { title, items, none, children } = props;
  return (
    <section className={styles.section} aria-label={title}>
      <h2>{title}</h2>
      {items === null && (
        <p className={styles.note}>Not known: it could not be read.</p>
      )}
      {items?.length === 0 && <p className={styles.note}>{none}</p>}
      {items && items.length > 0 && children(items)}
      {items?.length === MAX_DETAILS && (
        <p className={styles.note}>The first {MAX_DETAILS} are shown.</p>
      )}
    </section>
  );
}

function Table(props: { columns: string[]; children: ReactNode }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {props.columns.map(column => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  );
}

/** @param props.rules - undefined: the policy says nothing about this direction */
function Allowed({ rules }: { rules: string[] | undefined }) {
  if (!rules) {
    return <span className={styles.note}>–</span>;
  }
  return rules.length === 0 ? (
    <>nothing</>
  ) : (
    <ul className={styles.lines}>
      {rules.map(rule => (
        <li key={rule}>{rule}</li>
      ))}
    </ul>
  );
}
