import { useState } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, SearchField, Skeleton } from '@backstage/ui';
import { RiLayoutGridLine, RiSearchLine } from '@remixicon/react';
import { runCreatePermission } from '@runway/plugin-provisioning-common';
import { EmptyState } from '../common/EmptyState';
import { Notice } from '../common/Notice';
import { PageBody } from '../common/PageBody';
import { CreateDenied } from './CreateDenied';
import { TemplateCard } from './TemplateCard';
import { useTemplates } from './useTemplates';
import { useUsualDurations } from './useUsualDurations';
import styles from './TemplateGallery.module.css';

/** From how many templates on a search field helps more than it distracts. */
const MANY = 6;

/** What can be created, one card each. */
export function TemplateGallery() {
  const [search, setSearch] = useState('');
  const { templates, totalItems, term, loading, error, retry } =
    useTemplates(search);
  const durations = useUsualDurations();
  const permission = usePermission({ permission: runCreatePermission });
  const searchable = Boolean(search) || (totalItems ?? 0) > MANY;

  return (
    <PageBody>
      <div className={styles.heading}>
        <div>
          <h1 className={styles.title}>What do you want to create?</h1>
          <p className={styles.subtitle}>
            You see everything it will make before anything is made.
          </p>
        </div>
        {searchable && (
          <SearchField
            className={styles.search}
            aria-label="Search templates"
            placeholder="Search templates"
            value={search}
            onChange={setSearch}
          />
        )}
      </div>
      {!permission.loading && !permission.allowed && (
        <CreateDenied error={permission.error} />
      )}
      {error && !templates && (
        <Notice
          announce
          tone="danger"
          title="The templates can't be shown now"
          actions={
            <Button variant="secondary" onPress={retry}>
              Try again
            </Button>
          }
        >
          {error.message}
        </Notice>
      )}
      {loading && !templates && <LoadingCards />}
      {templates && templates.length > 0 && (
        <ul className={styles.cards} aria-label="Templates" aria-busy={loading}>
          {templates.map(template => {
            const ref = stringifyEntityRef(template);
            return (
              <li key={ref}>
                <TemplateCard
                  template={template}
                  usualDurationMs={durations.get(ref)}
                />
              </li>
            );
          })}
        </ul>
      )}
      {templates?.length === 0 && term && (
        <EmptyState
          icon={RiSearchLine}
          title={`No template matches "${term}"`}
          action={
            <Button variant="secondary" onPress={() => setSearch('')}>
              Show all templates
            </Button>
          }
        />
      )}
      {templates?.length === 0 && !term && (
        <EmptyState icon={RiLayoutGridLine} title="No templates yet">
          Templates appear here as soon as a platform engineer adds their
          repository to the catalog.
        </EmptyState>
      )}
      {templates &&
        totalItems !== undefined &&
        totalItems > templates.length && (
          <p className={styles.more}>
            {templates.length} of {totalItems} templates. Search to find the
            others.
          </p>
        )}
    </PageBody>
  );
}

function LoadingCards() {
  return (
    <div
      className={styles.cards}
      role="status"
      aria-label="Loading the templates"
    >
      <Skeleton width="100%" height={208} />
      <Skeleton width="100%" height={208} />
      <Skeleton width="100%" height={208} />
    </div>
  );
}
