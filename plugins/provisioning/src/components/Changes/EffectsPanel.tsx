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
import { ConfirmDataLoss } from './ConfirmDataLoss';
import styles from './EffectsPanel.module.css';
import { losesData } from './losesData';

/** What happens to each resource, grouped by how serious it is. Data stores are deleted only when ticked or confirmed. */
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
  const allGo = stores.every(losesData);
  const choose = (id: string, goes: boolean) => {
    const others = deleteData.filter(other => other !== id);
    onDeleteData(goes ? [...others, id] : others);
  };
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
            deleteData.length === 0 && !allGo
              ? 'all kept'
              : `${deleteData.length} of ${stores.length} ${
                  allGo ? 'confirmed' : 'deleted for good'
                }`
          }
        >
          <p className={styles.hint}>
            {allGo
              ? 'Data goes with it. '
              : 'Data is kept unless you tick it. '}
            What is deleted here can&apos;t be brought back by anybody.
          </p>
          <ul className={styles.items} aria-label="Data">
            {stores.map(item => (
              <Item key={item.id} item={item}>
                {losesData(item) ? (
                  <ConfirmDataLoss
                    item={item}
                    onConfirm={goes => choose(item.id, goes)}
                  />
                ) : (
                  <Checkbox
                    aria-label={`Delete these values for good: ${item.title} ${item.key}`}
                    isSelected={deleteData.includes(item.id)}
                    onChange={goes => choose(item.id, goes)}
                  >
                    Delete these values for good
                  </Checkbox>
                )}
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
