import { useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import { templateManagementPermission } from '@backstage/plugin-scaffolder-common/alpha';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiArrowDownSLine } from '@remixicon/react';

const { edit, actions, templatingExtensions } = scaffolderPlugin.routes;

/** The way of platform engineers to the scaffolder's own pages; nobody else sees it. */
export function TemplateToolsMenu() {
  const { allowed } = usePermission({
    permission: templateManagementPermission,
  });
  const editRoute = useRouteRef(edit);
  const actionsRoute = useRouteRef(actions);
  const extensionsRoute = useRouteRef(templatingExtensions);
  if (!allowed) {
    return null;
  }
  return (
    <MenuTrigger>
      <Button variant="tertiary" iconEnd={<RiArrowDownSLine />}>
        Template tools
      </Button>
      <Menu>
        <MenuItem href={editRoute?.()}>Template editor</MenuItem>
        <MenuItem href={actionsRoute?.()}>Actions</MenuItem>
        <MenuItem href={extensionsRoute?.()}>Templating extensions</MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
