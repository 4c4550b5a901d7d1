import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { Progress } from '@backstage/frontend-plugin-api';
import { TemplateGallery } from './TemplateGallery';

const CreateWizard = lazy(() =>
  import('./CreateWizard').then(m => ({ default: m.CreateWizard })),
);

/** The gallery, and the wizard of the template that was chosen in it. */
export function TemplatesPage() {
  return (
    <Suspense fallback={<Progress />}>
      <Routes>
        <Route index element={<TemplateGallery />} />
        <Route path=":namespace/:templateName" element={<CreateWizard />} />
      </Routes>
    </Suspense>
  );
}
