import type { ReactNode } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';

const GALLERY = 'templates';

/** The pages under `/create`; the gallery comes first. */
export function CreateRouter(props: {
  pages: Array<{ path: string; title?: string; element: ReactNode }>;
}) {
  return (
    <Routes>
      <Route index element={<Navigate to={GALLERY} replace />} />
      {props.pages.map(({ path, title, element }) => (
        <Route
          key={path}
          path={`${path}/*`}
          element={
            path === GALLERY ? (
              element
            ) : (
              <BreadcrumbEntry entry={{ label: title ?? path, href: path }}>
                {element}
              </BreadcrumbEntry>
            )
          }
        />
      ))}
    </Routes>
  );
}
