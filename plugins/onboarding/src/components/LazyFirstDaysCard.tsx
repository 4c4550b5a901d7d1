import { lazy, Suspense } from 'react';

const Card = lazy(() =>
  import('./FirstDaysCard').then(m => ({ default: m.FirstDaysCard })),
);

/** The next step of a newcomer, for the home page; nothing for everybody else. */
export const FirstDaysCard = () => (
  <Suspense fallback={null}>
    <Card />
  </Suspense>
);
