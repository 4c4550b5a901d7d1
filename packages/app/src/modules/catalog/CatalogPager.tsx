import { useEntityList } from '@backstage/plugin-catalog-react';
import { Button } from '@backstage/ui';
import styles from './CatalogList.module.css';

/** Which part of how many is shown, and the ways to the others. */
export function CatalogPager() {
  const { limit, offset = 0, setOffset, totalItems } = useEntityList();
  if (totalItems === undefined || !setOffset) {
    return null;
  }
  const last = Math.min(offset + limit, totalItems);
  return (
    <nav className={styles.pager} aria-label="Pages">
      <span>
        {offset + 1}–{last} of {totalItems}
      </span>
      <Button
        variant="secondary"
        isDisabled={offset === 0}
        onPress={() => setOffset(Math.max(0, offset - limit))}
      >
        Previous
      </Button>
      <Button
        variant="secondary"
        isDisabled={last >= totalItems}
        onPress={() => setOffset(offset + limit)}
      >
        Next
      </Button>
    </nav>
  );
}
