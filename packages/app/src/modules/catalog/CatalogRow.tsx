import { Entity, RELATION_OWNED_BY } from '@backstage/catalog-model';
import {
  EntityRefLink,
  EntityRefLinks,
  getEntityRelations,
  useEntityPresentation,
  useEntityRefLink,
  useStarredEntity,
} from '@backstage/plugin-catalog-react';
import { ButtonIcon, Link } from '@backstage/ui';
import { RiStarFill, RiStarLine } from '@remixicon/react';
import { ApplicationsState, HealthSummary } from '@runway/plugin-argocd';
import styles from './CatalogList.module.css';

/** An entry of the catalog. */
export function CatalogRow(props: {
  entity: Entity;
  /** Given when the list has a column for health. */
  applications: ApplicationsState | undefined;
  isService: boolean;
  /** By default the entity's page. */
  href: string | undefined;
}) {
  const { entity, applications, href, isService } = props;
  const { primaryTitle } = useEntityPresentation(entity);
  const entityLink = useEntityRefLink();
  const { isStarredEntity, toggleStarredEntity } = useStarredEntity(entity);
  const owners = getEntityRelations(entity, RELATION_OWNED_BY);
  const { type, lifecycle } = entity.spec ?? {};
  return (
    <tr>
      <th scope="row">
        <Link href={href ?? entityLink(entity)} weight="bold" standalone>
          {primaryTitle}
        </Link>
        {entity.metadata.description && (
          <span className={styles.purpose}>{entity.metadata.description}</span>
        )}
      </th>
      {applications && (
        <td data-label="Health">
          {isService && (
            <HealthSummary
              service={entity.metadata.name}
              applications={applications}
            />
          )}
        </td>
      )}
      <td data-label="Owner">
        {owners.length === 1 ? (
          <EntityRefLink entityRef={owners[0]} defaultKind="group" hideIcon />
        ) : (
          <EntityRefLinks entityRefs={owners} defaultKind="group" hideIcons />
        )}
      </td>
      <td data-label="Type">{type?.toString()}</td>
      <td data-label="Lifecycle">{lifecycle?.toString()}</td>
      <td className={styles.star}>
        <ButtonIcon
          variant="tertiary"
          size="small"
          aria-label={`${
            isStarredEntity ? 'Remove from' : 'Add to'
          } favourites: ${primaryTitle}`}
          aria-pressed={isStarredEntity}
          icon={isStarredEntity ? <RiStarFill /> : <RiStarLine />}
          onPress={toggleStarredEntity}
        />
      </td>
    </tr>
  );
}
