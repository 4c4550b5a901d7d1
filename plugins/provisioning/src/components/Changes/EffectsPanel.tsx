import { Checkbox } from '@backstage/ui';
import type { ChangeItem } from '@runway/plugin-provisioning-common';
import {
  EFFECTS,
  EFFECT_PRESENTATION,
} from '../../formatting/changePresentation';
import {
  RESOURCE_KINDS,
  SYSTEM_NAMES,
} from '../../formatting/resourcePresentation';
import { Panel } from '../common/Panel';
import { StatusLabel } from '../common/StatusLabel';
import styles from './EffectsPanel.module.css';

/** What happens to each resource, grouped by how serious it is. Data stores are deleted only when ticked. */
export function EffectsPanel(props: {
  items: ChangeItem[];
  /** Ids of the data stores that the person wants gone. */
  deleteData: string[];
  onDeleteData(ids: string[]): void;
}) {
  const { items, deleteData, onDeleteData } = props;
  const effectOf = (item: ChangeItem) => {
    if (!item.data) {
      return item.effect;
    }
    return deleteData.includes(item.id) ? 'delete' : 'keep';
  };
  const stores = items.filter(item => item.data);
  const toggle = (id: string) =>
    onDeleteData(
      deleteData.includes(id)
        ? deleteData.filter(other => other !== id)
        : [...deleteData, id],
    );
  return (
    <>
      {EFFECTS.map(effect => {
        const { heading, hint, ...presentation } = EFFECT_PRESENTATION[effect];
        const group = items.filter(
          item => !item.data && effectOf(item) === effect,
        );
        return (
          group.length > 0 && (
            <Panel
              key={effect}
              title={
                <StatusLabel
                  presentation={{ ...presentation, word: heading }}
                />
              }
              aside={group.length}
            >
              <p className={styles.hint}>{hint}</p>
              <ul className={styles.items} aria-label={heading}>
                {group.map(item => (
                  <Item key={item.id} item={item} />
                ))}
              </ul>
            </Panel>
          )
        );
      })}
      {stores.length > 0 && (
        <Panel
          title="Data"
          aside={
            deleteData.length === 0
              ? 'all kept'
              : `${deleteData.length} of ${stores.length} deleted for good`
          }
        >
          <p className={styles.hint}>
            Data is kept unless you tick it. What is deleted here can&apos;t be
            brought back by anybody.
          </p>
          <ul className={styles.items} aria-label="Data">
            {stores.map(item => (
              <Item key={item.id} item={item}>
                <Checkbox
                  aria-label={`Delete these values for good: ${item.title} ${item.key}`}
                  isSelected={deleteData.includes(item.id)}
                  onChange={() => toggle(item.id)}
                >
                  Delete these values for good
                </Checkbox>
              </Item>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Item(props: { item: ChangeItem; children?: React.ReactNode }) {
  const { item } = props;
  const { icon: Icon, name } = RESOURCE_KINDS[item.kind];
  return (
    <li className={styles.item}>
      <Icon size={20} aria-hidden />
      <div className={styles.what}>
        <div className={styles.title}>
          {item.title}
          {item.environment && (
            <span className={styles.mark}>{item.environment}</span>
          )}
        </div>
        <div className={styles.key}>
          {SYSTEM_NAMES[item.system]} · {name} · <code>{item.key}</code>
        </div>
        {item.because && <div>{item.because}</div>}
        {props.children}
      </div>
    </li>
  );
}
