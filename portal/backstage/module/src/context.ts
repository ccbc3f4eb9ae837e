import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';

/** Backstage's own mock of a step, with what it does not take over from its options: outputs, signal, dry run. */
export function contextOf(options: object): ReturnType<typeof createMockActionContext> {
  const folder = () => mkdtempSync(join(tmpdir(), 'golden-paths-step-'));
  const made = createMockActionContext(options);
  return { ...made, workspacePath: folder(), createTemporaryDirectory: async () => folder(), ...options };
}
