import {
  EntityKindPicker,
  EntityLifecyclePicker,
  EntityOwnerPicker,
  EntityTagPicker,
  EntityTypePicker,
  UserListPicker,
} from '@backstage/plugin-catalog-react';
import { CatalogPage } from '../catalog/CatalogPage';

/** Every API of the organisation: whose it is, and how to narrow the list down. */
export function ApisPage() {
  return (
    <CatalogPage
      title="APIs"
      filters={
        <>
          <EntityKindPicker initialFilter="api" hidden />
          <UserListPicker initialFilter="all" />
          <EntityTypePicker />
          <EntityOwnerPicker mode="owners-only" />
          <EntityLifecyclePicker />
          <EntityTagPicker />
        </>
      }
    />
  );
}
