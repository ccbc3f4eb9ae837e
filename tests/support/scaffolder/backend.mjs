// A Backstage backend with the catalogue, the scaffolder, and this module as `npm run build` leaves it.
// SIGUSR2 makes it collect garbage and write to HEAP_FILE how many bytes are in use.
import { writeFileSync } from 'node:fs';
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();
for (const of of ['', '-module-github', '-module-gitlab', '-module-bitbucket-cloud', '-module-azure']) {
  backend.add(import(`@backstage/plugin-scaffolder-backend${of}`));
}
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'));
backend.add(import('./dist/index.js'));
process.on('SIGUSR2', () => {
  globalThis.gc();
  writeFileSync(process.env.HEAP_FILE, String(process.memoryUsage().heapUsed));
});
await backend.start();
