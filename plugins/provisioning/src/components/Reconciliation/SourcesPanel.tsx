import type { Reconciliation } from '@runway/plugin-provisioning-common';
import { SOURCE_STATES } from '../../formatting/differencePresentation';
import { SYSTEM_NAMES } from '../../formatting/resourcePresentation';
import tableStyles from '../common/DataTable.module.css';
import { Panel } from '../common/Panel';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';

/** What was compared, how completely and how long ago. */
export function SourcesPanel(props: { reconciliation: Reconciliation }) {
  const { sources, lastPass } = props.reconciliation;
  return (
    <Panel
      title="Sources"
      aside={
        lastPass ? (
          <>
            last check <RelativeTime time={lastPass.startedAt} />
          </>
        ) : (
          'not checked yet'
        )
      }
    >
      {sources.length === 0 ? (
        'Each system that the ledger names appears here with the first check.'
      ) : (
        <table className={tableStyles.table} aria-label="Sources">
          <thead>
            <tr>
              <th scope="col">System</th>
              <th scope="col">State</th>
              <th scope="col">Last complete check</th>
              <th scope="col" className={tableStyles.figure}>
                Resources compared
              </th>
            </tr>
          </thead>
          <tbody>
            {sources.map(source => (
              <tr key={`${source.system} ${source.instance}`}>
                <th scope="row">
                  {SYSTEM_NAMES[source.system]}{' '}
                  <span className={tableStyles.hint}>{source.instance}</span>
                </th>
                <td className={source.error && tableStyles.wide}>
                  <StatusLabel presentation={SOURCE_STATES[source.state]} />
                  {source.error && (
                    <div className={tableStyles.hint}>{source.error}</div>
                  )}
                </td>
                <td data-label="Last complete">
                  {source.checkedAt ? (
                    <RelativeTime time={source.checkedAt} />
                  ) : (
                    'never'
                  )}
                </td>
                <td data-label="Compared" className={tableStyles.figure}>
                  {source.checked}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
