import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createAction } from './actions';
import { contextOf } from './context';

// tests/portal/test_backstage_module.py gives these, and compares what is made here with `copier copy`.
const { GOLDEN_PATHS_COMMAND: command, GOLDEN_PATHS_TEMPLATE: address, GOLDEN_PATHS_TARGET: target } = process.env;

function creating(answers: object, folder: string, isDryRun: boolean) {
  const settings = { command: command!, templates: [{ address: address!, version: '1.0.0' }], repositories: [] };
  const output = vi.fn();
  const workspacePath = join(target!, folder, 'orders');
  mkdirSync(workspacePath, { recursive: true });
  const ctx = contextOf({ input: { template: address, answers }, output, workspacePath, isDryRun });
  return { output, run: () => createAction(settings).handler(ctx as never) };
}

test.skipIf(!command).each([true, false])('the real program creates a repository, dry run %s', async isDryRun => {
  const answers = { architecture: 'serverless', owner: '0123', compute: 'ec2' };
  const { output, run } = creating(answers, isDryRun ? 'dry-run' : 'real', isDryRun);
  await run();
  const outputs = Object.fromEntries(output.mock.calls);
  expect(outputs).toMatchObject({ commit: 'v1.0.0', dropped: ['compute'] });
  expect(outputs.files).toContain('.copier-answers.yml');
});

test.skipIf(!command)('the real program names the question that it refuses', async () => {
  const { run } = creating({ architecture: 'serverless', project_name: 'Orders' }, 'refused', false);
  await expect(run()).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringMatching(/^project_name: .*lower-case letters/s),
  });
});
