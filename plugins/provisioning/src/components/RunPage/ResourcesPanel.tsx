import { Link } from '@backstage/ui';
import type { Run, RunResource } from '@runway/plugin-provisioning-common';
import { isWebAddress } from '../../formatting/isWebAddress';
import {
  RESOURCE_KINDS,
  RESOURCE_STATE_PRESENTATION,
  SYSTEM_NAMES,
} from '../../formatting/resourcePresentation';
import { isActive } from '../../formatting/runStatusPresentation';
import tableStyles from '../common/DataTable.module.css';
import { Panel } from '../common/Panel';
import { StatusLabel } from '../common/StatusLabel';
import styles from './ResourcesPanel.module.css';

/** Everything the run made or means to make, and how each of it stands; apart from that, what it only uses. */
export function ResourcesPanel(props: {
  run: Run;
  /** In the order of undo instead of the order of making. */
  lastFirst?: boolean;
}) {
  const { run, lastFirst } = props;
  const ordered = lastFirst ? [...run.resources].reverse() : run.resources;
  const own = ordered.filter(resource => resource.state !== 'shared');
  const shared = ordered.filter(resource => resource.state === 'shared');
  const title = titleOf(run);
  return (
    <Panel title={title} aside={own.length > 0 ? own.length : undefined}>
      {own.length === 0 ? (
        <p className={styles.none}>
          {isActive(run)
            ? 'Nothing yet. Each repository, policy and namespace appears here before it is made.'
            : 'Nothing.'}
        </p>
      ) : (
        <ResourcesTable label={title} resources={own} />
      )}
      {shared.length > 0 && (
        <details className={styles.shared}>
          <summary>
            Used, not made by this run: {shared.length}. It stays as it is.
          </summary>
          <ResourcesTable label="Used, not made" resources={shared} />
        </details>
      )}
    </Panel>
  );
}

function ResourcesTable(props: { label: string; resources: RunResource[] }) {
  return (
    <table className={tableStyles.table} aria-label={props.label}>
      <thead>
        <tr>
          <th scope="col">Resource</th>
          <th scope="col">State</th>
          <th scope="col">Name</th>
          <th scope="col">Environment</th>
        </tr>
      </thead>
      <tbody>
        {props.resources.map(resource => (
          <ResourceRow key={resource.id} resource={resource} />
        ))}
      </tbody>
    </table>
  );
}

function titleOf({ status }: Run): string {
  switch (status) {
    case 'undoing':
      return 'What is taken back';
    case 'undone':
    case 'undo-failed':
      return 'What was taken back';
    case 'failed':
    case 'succeeded':
      return 'What this run made';
    default:
      return 'What this run makes';
  }
}

function ResourceRow(props: { resource: RunResource }) {
  const { resource } = props;
  const { icon: Icon, name } = RESOURCE_KINDS[resource.kind];
  return (
    <tr>
      <th scope="row">
        <span className={styles.kind}>
          <Icon size={20} aria-hidden />
          <span>
            {resource.title}
            <span className={styles.system}>
              {SYSTEM_NAMES[resource.system]} · {name}
            </span>
          </span>
        </span>
      </th>
      <td className={resource.reason && tableStyles.wide}>
        <StatusLabel
          presentation={RESOURCE_STATE_PRESENTATION[resource.state]}
        />
        {resource.reason && (
          <div className={styles.reason}>{resource.reason}</div>
        )}
      </td>
      <td data-label="Name">
        <span className={tableStyles.mono}>
          {isWebAddress(resource.url) && resource.state !== 'undone' ? (
            <Link
              href={resource.url}
              target="_blank"
              rel="noopener noreferrer"
              className={tableStyles.mono}
            >
              {resource.key}
            </Link>
          ) : (
            resource.key
          )}
        </span>
      </td>
      <td data-label="Environment">{resource.environment}</td>
    </tr>
  );
}
