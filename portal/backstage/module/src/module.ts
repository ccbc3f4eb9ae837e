import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createAction } from './actions';
import { checkAction, updateAction } from './changing';
import { settingsIn } from './settings';

/** Gives the scaffolder the actions of golden paths. */
export const goldenPathsModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'golden-paths',
  register(registry) {
    registry.registerInit({
      deps: { scaffolder: scaffolderActionsExtensionPoint, config: coreServices.rootConfig },
      async init({ scaffolder, config }) {
        const settings = settingsIn(config);
        const integrations = ScmIntegrations.fromConfig(config);
        scaffolder.addActions(
          createAction(settings),
          checkAction(settings, integrations),
          updateAction(settings, integrations),
        );
      },
    });
  },
});
