import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { checkAction, createAction, updateAction } from './actions';
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
        scaffolder.addActions(createAction(settings), checkAction(settings), updateAction(settings));
      },
    });
  },
});
