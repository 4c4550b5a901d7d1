import { lazy, Suspense } from 'react';

const Card = lazy(() =>
  import('./NeedsApprovalCard').then(m => ({ default: m.NeedsApprovalCard })),
);

/** The changes that wait for an approval of the person who looks; takes no room when there is none. */
export function NeedsApprovalCard() {
  return (
    <Suspense fallback={null}>
      <Card />
    </Suspense>
  );
}
