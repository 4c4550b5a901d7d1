import { Button, Skeleton } from '@backstage/ui';
import type {
  PlannedResource,
  UpstreamSystem,
} from '@runway/plugin-provisioning-common';
import { describeError } from '../../formatting/describeError';
import {
  RESOURCE_KINDS,
  SYSTEM_NAMES,
} from '../../formatting/resourcePresentation';
import { Notice } from '../common/Notice';
import { Panel } from '../common/Panel';
import styles from './PlannedResourcesPanel.module.css';

/** Everything that the run will make or use, by system. */
export function PlannedResourcesPanel(props: {
  resources?: PlannedResource[];
  error?: unknown;
  onTryAgain(): void;
}) {
  const { resources, error, onTryAgain } = props;
  const made = resources?.filter(({ effect }) => effect === 'create').length;
  const systems = [...new Set(resources?.map(({ system }) => system))];
  return (
    <Panel
      title="What will be made"
      aside={made !== undefined && `${made} new`}
    >
      {!resources && error !== undefined && (
        <Notice
          announce
          tone="danger"
          title="The preview can't be shown"
          reference={describeError(error).reference}
          actions={
            <Button variant="secondary" onPress={onTryAgain}>
              Try again
            </Button>
          }
        >
          {describeError(error).message} Your form is kept.
        </Notice>
      )}
      {!resources && error === undefined && (
        <div role="status" aria-label="Preparing the preview">
          <Skeleton width="100%" height={160} />
        </div>
      )}
      <div className={styles.systems}>
        {systems.map(system => (
          <SystemGroup
            key={system}
            system={system}
            resources={resources!.filter(other => other.system === system)}
          />
        ))}
      </div>
    </Panel>
  );
}

function SystemGroup(props: {
  system: UpstreamSystem;
  resources: PlannedResource[];
}) {
  const { system, resources } = props;
  const title = SYSTEM_NAMES[system];
  return (
    <section className={styles.system} aria-label={title}>
      <h3 className={styles.name}>{title}</h3>
      <ul className={styles.resources}>
        {resources.map(resource => {
          const Icon = RESOURCE_KINDS[resource.kind].icon;
          return (
            <li key={`${resource.kind} ${resource.key}`}>
              <Icon size={16} aria-hidden />
              <div>
                <span className={styles.title}>
                  {resource.title}
                  {resource.environment && (
                    <span className={styles.mark}>{resource.environment}</span>
                  )}
                  {resource.effect === 'use' && (
                    <span className={styles.mark}>used, not made</span>
                  )}
                </span>
                <code className={styles.key}>{resource.key}</code>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
