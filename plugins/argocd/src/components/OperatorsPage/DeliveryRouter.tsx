import { Route, Routes } from 'react-router-dom';
import { ApplicationPage } from './ApplicationPage';
import { OperatorsPage } from './OperatorsPage';

/** `/delivery` and what lies below. */
export function DeliveryRouter() {
  return (
    <Routes>
      <Route path="/" element={<OperatorsPage />} />
      <Route path="/:instance/:namespace/:name" element={<ApplicationPage />} />
    </Routes>
  );
}
