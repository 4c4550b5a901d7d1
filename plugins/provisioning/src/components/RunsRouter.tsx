import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { Progress } from '@backstage/frontend-plugin-api';

const RunsPage = lazy(() =>
  import('./RunsPage/RunsPage').then(m => ({ default: m.RunsPage })),
);
const RunPage = lazy(() =>
  import('./RunPage/RunPage').then(m => ({ default: m.RunPage })),
);

/** The pages under `/runs`. */
export function RunsRouter() {
  return (
    <Suspense fallback={<Progress />}>
      <Routes>
        <Route index element={<RunsPage />} />
        <Route path=":id" element={<RunPage />} />
      </Routes>
    </Suspense>
  );
}
