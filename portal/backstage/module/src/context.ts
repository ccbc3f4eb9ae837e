import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { vi } from 'vitest';

type Context = ActionContext<Record<string, never>, Record<string, never>>;

/** What the scaffolder gives a step, without a backend: folders of its own, and a log that nobody reads. */
export function contextOf(options: object): Context {
  const folder = () => mkdtempSync(join(tmpdir(), 'golden-paths-step-'));
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn(), debug: vi.fn(), child: () => logger };
  const made: Context = {
    logger,
    input: {},
    workspacePath: folder(),
    createTemporaryDirectory: async () => folder(),
    output: vi.fn(),
    checkpoint: async ({ fn }) => fn(),
    getInitiatorCredentials: async () => ({ $$type: '@backstage/BackstageCredentials', principal: {} }),
    task: { id: 'a-test' },
  };
  return { ...made, ...options };
}
