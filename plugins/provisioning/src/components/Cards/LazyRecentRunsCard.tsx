import { lazy, Suspense } from 'react';
import { Skeleton } from '@backstage/ui';

const Card = lazy(() =>
  import('./RecentRunsCard').then(m => ({ default: m.RecentRunsCard })),
);

/** The last five runs of the person who looks, with a link to all of them; loaded when it is shown. */
export function RecentRunsCard() {
  return (
    <Suspense fallback={<Skeleton width="100%" height={200} />}>
      <Card />
    </Suspense>
  );
}
