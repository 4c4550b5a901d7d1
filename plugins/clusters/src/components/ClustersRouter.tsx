import { Route, Routes, useParams } from 'react-router-dom';
import { NamespacePage } from './NamespacePage/NamespacePage';
import { NamespacesPage } from './NamespacesPage/NamespacesPage';

/** `/clusters` and what lies below. */
export function ClustersRouter() {
  return (
    <Routes>
      <Route path="/" element={<NamespacesPage />} />
      <Route path="/:cluster/:name" element={<OneNamespace />} />
    </Routes>
  );
}

function OneNamespace() {
  const { cluster = '', name = '' } = useParams();
  return (
    <NamespacePage key={`${cluster}/${name}`} cluster={cluster} name={name} />
  );
}
