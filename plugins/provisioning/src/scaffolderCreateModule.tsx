import {
  ApiBlueprint,
  PageBlueprint,
  PluginHeaderActionBlueprint,
  SubPageBlueprint,
  coreExtensionData,
  createExtensionInput,
  createFrontendModule,
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/frontend-plugin-api';
import { scmIntegrationsApiRef } from '@backstage/integration-react';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { RiAddCircleLine } from '@remixicon/react';
import { DryRunClient } from '@runway/plugin-provisioning-common';
import { PlanningScaffolderClient } from './api/PlanningScaffolderClient';

/**
 * `/create` without the scaffolder's row of tabs: a developer sees the gallery and nothing else.
 * The sub pages stay where they are; people who manage templates reach them from the menu in the header.
 */
const createPage = PageBlueprint.makeWithOverrides({
  inputs: {
    formFields: createExtensionInput([
      FormFieldBlueprint.dataRefs.formFieldLoader,
    ]),
  },
  factory(originalFactory, { inputs }) {
    const pages = inputs.pages.map(page => ({
      path: page.get(coreExtensionData.routePath),
      title: page.get(coreExtensionData.title),
      element: page.get(coreExtensionData.reactElement),
    }));
    return originalFactory({
      path: '/create',
      routeRef: scaffolderPlugin.routes.root,
      title: 'Create',
      icon: <RiAddCircleLine fontSize="inherit" />,
      loader: async () => {
        const { CreateRouter } = await import(
          './components/Create/CreateRouter'
        );
        return <CreateRouter pages={pages} />;
      },
    });
  },
});

/** `/create/templates`: the gallery and, below it, the wizard of each template. */
const templatesSubPage = SubPageBlueprint.make({
  name: 'templates',
  params: {
    path: 'templates',
    title: 'Templates',
    loader: async () => {
      const { TemplatesPage } = await import(
        './components/Create/TemplatesPage'
      );
      return <TemplatesPage />;
    },
  },
});

/** `/create/tasks`: the runs are followed at `/runs`. */
const tasksSubPage = SubPageBlueprint.make({
  name: 'tasks',
  params: {
    path: 'tasks',
    title: 'Tasks',
    loader: async () => {
      const { TasksRedirect } = await import(
        './components/Create/TasksRedirect'
      );
      return <TasksRedirect />;
    },
  },
});

/** The dry run of the template editor shows what the steps of the ledger would make. */
const scaffolderApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: scaffolderApiRef,
      deps: {
        discoveryApi: discoveryApiRef,
        fetchApi: fetchApiRef,
        identityApi: identityApiRef,
        scmIntegrationsApi: scmIntegrationsApiRef,
      },
      factory: options =>
        new PlanningScaffolderClient({
          ...options,
          dryRuns: new DryRunClient(options),
        }),
    }),
});

const templateToolsMenu = PluginHeaderActionBlueprint.make({
  name: 'template-tools',
  params: {
    loader: async () => {
      const { TemplateToolsMenu } = await import(
        './components/Create/TemplateToolsMenu'
      );
      return <TemplateToolsMenu />;
    },
  },
});

/** Puts the gallery, the wizard and the way to the runs in the place of the scaffolder's screens. */
export const scaffolderCreateModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    createPage,
    templatesSubPage,
    tasksSubPage,
    templateToolsMenu,
    scaffolderApi,
  ],
});
