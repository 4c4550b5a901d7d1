import { Link } from '@backstage/ui';
import type { ChangeItem } from '@runway/plugin-provisioning-common';
import {
  EFFECT_PRESENTATION,
  presentItem,
} from '../../formatting/changePresentation';
import { isWebAddress } from '../../formatting/isWebAddress';
import {
  RESOURCE_KINDS,
  SYSTEM_NAMES,
} from '../../formatting/resourcePresentation';
import tableStyles from '../common/DataTable.module.css';
import { Panel } from '../common/Panel';
import { StatusLabel } from '../common/StatusLabel';
import resourceStyles from '../RunPage/ResourcesPanel.module.css';

/** Each resource of a change: what is planned for it, how it stands, and why. */
export function ChangeItemsPanel(props: {
  items: ChangeItem[];
  /** When they are not all of the change. */
  title?: string;
}) {
  const { items, title = 'Resources' } = props;
  return (
    <Panel title={title} aside={items.length}>
      <table className={tableStyles.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">State</th>
            <th scope="col">Planned</th>
            <th scope="col">Name</th>
            <th scope="col">Environment</th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <Row key={item.id} item={item} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row(props: { item: ChangeItem }) {
  const { item } = props;
  const { icon: Icon, name } = RESOURCE_KINDS[item.kind];
  const gone = item.state === 'done' && item.effect === 'delete';
  const reason = item.reason ?? item.because;
  return (
    <tr>
      <th scope="row">
        <span className={resourceStyles.kind}>
          <Icon size={20} aria-hidden />
          <span>
            {item.title}
            <span className={resourceStyles.system}>
              {SYSTEM_NAMES[item.system]} · {name}
            </span>
          </span>
        </span>
      </th>
      <td className={reason && tableStyles.wide}>
        <StatusLabel presentation={presentItem(item)} />
        {reason && <div className={resourceStyles.reason}>{reason}</div>}
      </td>
      <td data-label="Planned">{EFFECT_PRESENTATION[item.effect].word}</td>
      <td data-label="Name" className={tableStyles.mono}>
        {isWebAddress(item.url) && !gone ? (
          <Link
            href={item.url}
            target="_blank"
            rel="noopener noreferrer"
            className={tableStyles.mono}
          >
            {item.key}
          </Link>
        ) : (
          item.key
        )}
      </td>
      <td data-label="Environment">{item.environment}</td>
    </tr>
  );
}
