import { createApp } from '@backstage/frontend-defaults';
import { apisModule } from './modules/apis/apisModule';
import { catalogModule } from './modules/catalog/catalogModule';
import { docsModule } from './modules/docs/docsModule';
import { errorsModule } from './modules/errors/errorsModule';
import { homePlugin } from './modules/home/homePlugin';
import { layoutModule } from './modules/layout/layoutModule';
import { navModule } from './modules/nav/navModule';
import { searchModule } from './modules/search/searchModule';
import { settingsModule } from './modules/settings/settingsModule';
import { signInModule } from './modules/signIn/signInModule';
import { themeModule } from './modules/theme/themeModule';

/** Plugins come from package.json (`app.packages: all`); here is only what the portal itself adds. */
export default createApp({
  features: [
    themeModule,
    layoutModule,
    navModule,
    signInModule,
    homePlugin,
    catalogModule,
    apisModule,
    docsModule,
    searchModule,
    settingsModule,
    errorsModule,
  ],
});
