import { Link } from '@backstage/ui';
import type { Run, RunResource } from '@runway/plugin-provisioning-common';
import { isWebAddress } from '../../formatting/isWebAddress';
import {
  RESOURCE_KINDS,
  RESOURCE_STATE_PRESENTATION,
  SYSTEM_NAMES,
} from '../../formatting/resourcePresentation';
import tableStyles from '../common/DataTable.module.css';
import { Panel } from '../common/Panel';
import { StatusLabel } from '../common/StatusLabel';
import styles from './ResourcesPanel.module.css';

/** Everything the run made or means to make, and how each of it stands. */
export function ResourcesPanel(props: {
  run: Run;
  /** In the order of undo instead of the order of making. */
  lastFirst?: boolean;
}) {
  const { run, lastFirst } = props;
  const resources = lastFirst ? [...run.resources].reverse() : run.resources;
  const title = titleOf(run);
  return (
    <Panel
      title={title}
      aside={resources.length > 0 ? resources.length : undefined}
    >
      {resources.length === 0 ? (
        <p className={styles.none}>
          Nothing yet. Each repository, policy and namespace appears here before
          it is made.
        </p>
      ) : (
        <table className={tableStyles.table} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">Resource</th>
              <th scope="col">State</th>
              <th scope="col">Name</th>
              <th scope="col">Environment</th>
            </tr>
          </thead>
          <tbody>
            {resources.map(resource => (
              <ResourceRow key={resource.id} resource={resource} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
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
      <td>
        <StatusLabel
          presentation={RESOURCE_STATE_PRESENTATION[resource.state]}
        />
        {resource.reason && (
          <div className={styles.reason}>{resource.reason}</div>
        )}
      </td>
      <td data-label="Name">
        <span className={tableStyles.mono}>
          {isWebAddress(resource.url) ? (
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
