import {
  Entity,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
} from '@backstage/catalog-model';
import type { IconLinkVerticalProps } from '@backstage/core-components';
import {
  EntityInfoCard,
  EntityRefLinks,
  getEntityRelations,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { RiExternalLinkLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import styles from './AboutCard.module.css';

/** A link that a plugin offers for an entity. */
export interface OfferedLink {
  id: string;
  isFor: ((entity: Entity) => boolean) | undefined;
  /** A hook. */
  useProps: () => IconLinkVerticalProps;
}

/** What it is for, whose it is, where it belongs, and where to go from here. */
export function AboutCard(props: { links: OfferedLink[] }) {
  const { entity } = useEntity();
  const { metadata, spec } = entity;
  const offered = props.links.filter(link => link.isFor?.(entity) ?? true);
  const owners = getEntityRelations(entity, RELATION_OWNED_BY);
  const systems = getEntityRelations(entity, RELATION_PART_OF);
  return (
    <EntityInfoCard title="About">
      <p className={styles.purpose}>
        {metadata.description ??
          'Nobody has written down yet what this is for.'}
      </p>
      <dl className={styles.facts}>
        <Fact name="Owner">
          {owners.length > 0 && (
            <EntityRefLinks entityRefs={owners} defaultKind="group" hideIcons />
          )}
        </Fact>
        <Fact name="Part of">
          {systems.length > 0 && (
            <EntityRefLinks
              entityRefs={systems}
              defaultKind="system"
              hideIcons
            />
          )}
        </Fact>
        <Fact name="Type">{spec?.type?.toString()}</Fact>
        <Fact name="Lifecycle">{spec?.lifecycle?.toString()}</Fact>
        <Fact name="Tags">
          {metadata.tags?.map(tag => (
            <span key={tag} className={styles.tag}>
              {tag}
            </span>
          ))}
        </Fact>
      </dl>
      <ul className={styles.links} aria-label="Links">
        {offered.map(link => (
          <OfferedLinkItem key={link.id} useProps={link.useProps} />
        ))}
        {metadata.links?.map(({ url, title }) => (
          <li key={url}>
            <RiExternalLinkLine size={16} aria-hidden />
            <Link href={url} target="_blank" rel="noopener">
              {title ?? url}
            </Link>
          </li>
        ))}
      </ul>
    </EntityInfoCard>
  );
}

function Fact(props: { name: string; children: ReactNode }) {
  const isEmpty = Array.isArray(props.children)
    ? props.children.length === 0
    : !props.children;
  return isEmpty ? null : (
    <div className={styles.fact}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function OfferedLinkItem(props: Pick<OfferedLink, 'useProps'>) {
  const { disabled, href, icon, label } = props.useProps();
  if (disabled || !href) {
    return null;
  }
  return (
    <li>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <Link href={href}>{label}</Link>
    </li>
  );
}
