import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  EntityRefLinks,
  getEntityRelations,
} from '@backstage/plugin-catalog-react';
import type { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { Link } from '@backstage/ui';
import { RiArrowRightLine, RiTimerLine } from '@remixicon/react';
import { formatDuration } from '../../formatting/formatDuration';
import { templateRouteExternalRef } from '../../routes';
import styles from './TemplateCard.module.css';

const SHOWN_TAGS = 5;

/** What a template gives, how long it takes and who looks after it. */
export function TemplateCard(props: {
  template: TemplateEntityV1beta3;
  /** Milliseconds; undefined when no run has succeeded yet. */
  usualDurationMs?: number;
}) {
  const { template, usualDurationMs } = props;
  const { name, namespace, title, description, tags = [] } = template.metadata;
  const templateRoute = useRouteRef(templateRouteExternalRef);
  const owners = getEntityRelations(template, RELATION_OWNED_BY);
  return (
    <article className={styles.card}>
      <p className={styles.type}>{template.spec.type}</p>
      <h2 className={styles.title}>
        <Link
          className={styles.link}
          variant="title-small"
          weight="bold"
          standalone
          href={
            templateRoute?.({
              namespace: namespace ?? 'default',
              templateName: name,
            }) ?? ''
          }
        >
          {title ?? name}
          <RiArrowRightLine size={16} aria-hidden className={styles.arrow} />
        </Link>
      </h2>
      {description && <p className={styles.description}>{description}</p>}
      {tags.length > 0 && (
        <ul className={styles.tags} aria-label="Tags">
          {tags.slice(0, SHOWN_TAGS).map(tag => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      <div className={styles.facts}>
        {usualDurationMs !== undefined && (
          <span className={styles.duration}>
            <RiTimerLine size={16} aria-hidden />
            Usually {formatDuration(usualDurationMs)}
          </span>
        )}
        {owners.length > 0 && (
          <span className={styles.owner}>
            by <EntityRefLinks entityRefs={owners} hideIcons />
          </span>
        )}
      </div>
    </article>
  );
}
