import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { Progress } from '@backstage/frontend-plugin-api';

const ChangesPage = lazy(() =>
  import('./ChangesPage').then(m => ({ default: m.ChangesPage })),
);
const NewChangePage = lazy(() =>
  import('./NewChangePage').then(m => ({ default: m.NewChangePage })),
);
const ChangePage = lazy(() =>
  import('./ChangePage').then(m => ({ default: m.ChangePage })),
);

/** The pages under `/changes`. */
export function ChangesRouter() {
  return (
    <Suspense fallback={<Progress />}>
      <Routes>
        <Route index element={<ChangesPage />} />
        <Route path="new" element={<NewChangePage />} />
        <Route path=":id" element={<ChangePage />} />
      </Routes>
    </Suspense>
  );
}
