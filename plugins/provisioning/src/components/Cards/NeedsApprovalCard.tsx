import { useChangesForMe } from '../../hooks/useChangesForMe';
import { ChangesTable } from '../Changes/ChangesTable';
import { Panel } from '../common/Panel';

/** The changes that wait for an approval of the person who looks; nothing when there is none. For the home page. */
export function NeedsApprovalCard() {
  const changes = useChangesForMe();
  return changes && changes.length > 0 ? (
    <Panel title="Needs your approval" aside={changes.length}>
      <ChangesTable label="Needs your approval" changes={changes} />
    </Panel>
  ) : null;
}
