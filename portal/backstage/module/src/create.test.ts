import { existsSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { createAction } from './actions';
import { contextOf } from './context';
import { fake } from './fake';

const address = 'https://git.example.com/platform/golden-paths';
const made = { commit: 'v0.9.0', files: ['README.md'], dropped: ['compute'], conflicts: [], next: ['make check'] };
const answers = { owner: '0123', password: 'hunter2 $(touch /tmp/never)' };

function creating(fakeRunner: { command: string }, options: object = {}) {
  const templates = [{ address, version: '0.9.0' }];
  const action = createAction({ command: fakeRunner.command, templates, repositories: [] });
  const output = vi.fn();
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn(), debug: vi.fn(), child: vi.fn() };
  const input = { template: address, version: '0.9.0', answers };
  const ctx = contextOf({ input, output, logger, ...options });
  return { output, logger, ctx, run: () => action.handler(ctx as never) };
}

afterEach(() => vi.unstubAllEnvs());

test('the answers go in as JSON with the pinned release, and the result comes out', async () => {
  const runner = fake(JSON.stringify(made));
  const { ctx, output, run } = creating(runner);
  await run();
  const { words, sent } = runner.called();
  expect(words).toEqual(['portal', 'create', ctx.workspacePath, '--template', address, '--to', '0.9.0']);
  expect(JSON.parse(sent)).toEqual(answers);
  expect(Object.fromEntries(output.mock.calls)).toEqual({
    commit: 'v0.9.0',
    files: ['README.md'],
    dropped: ['compute'],
    next: ['make check'],
  });
});

test('no answer and no standard error of the program is in the log', async () => {
  const { logger, run } = creating(fake(JSON.stringify(made)));
  await run();
  const logged = JSON.stringify(Object.values(logger).flatMap(each => each.mock.calls));
  expect(logged).toContain('v0.9.0: 1 files');
  expect(logged).not.toContain('hunter2');
});

test('a refusal is an InputError that names the question', async () => {
  const refused = { error: { question: 'owner', message: '"0 1" has a space.' } };
  const { run } = creating(fake(JSON.stringify(refused), 1));
  await expect(run()).rejects.toMatchObject({ name: 'InputError', message: 'owner: "0 1" has a space.' });
});

test('a fault is no InputError and repeats nothing of standard error', async () => {
  const { run } = creating(fake('not JSON', 7));
  const error = await run().then(() => undefined, thrown => thrown);
  expect(error.name).toBe('Error');
  expect(error.message).toMatch(/ended with 7 and told no result$/);
});

test('a program that is not there is named', async () => {
  const { run } = creating({ command: '/nowhere/golden-paths' });
  await expect(run()).rejects.toThrow('/nowhere/golden-paths did not run to its end: Error ENOENT');
});

test.each([
  [{ template: 'https://git.example.com/other' }, /^template: .*other is not in goldenPaths.templates/],
  [{ version: '0.8.0' }, /^version: 0.8.0 is given, and goldenPaths.templates has 0.9.0/],
  [{ targetPath: '../outside' }, /not allowed/],
])('%o is refused before anything starts', async (wrong, sentence) => {
  const runner = fake(JSON.stringify(made));
  const { run } = creating(runner, { input: { template: address, version: '0.9.0', answers, ...wrong } });
  await expect(run()).rejects.toThrow(sentence);
  expect(() => runner.called()).toThrow();
});

test('a token of the backend does not reach the program, and what git needs does', async () => {
  vi.stubEnv('GITHUB_TOKEN', 'of-the-backend');
  vi.stubEnv('HTTPS_PROXY', 'http://proxy.example.com');
  const runner = fake(JSON.stringify(made));
  await creating(runner).run();
  const { environment } = runner.called();
  expect(environment).not.toHaveProperty('GITHUB_TOKEN');
  expect(environment).toMatchObject({ HTTPS_PROXY: 'http://proxy.example.com', GIT_TERMINAL_PROMPT: '0' });
});

test('a task that is cancelled stops the program', async () => {
  const runner = fake('', 0, { endless: true });
  const cancelled = new AbortController();
  const running = creating(runner, { signal: cancelled.signal }).run();
  await vi.waitFor(() => expect(runner.called().words).toContain('create'), { timeout: 10_000 });
  cancelled.abort();
  await expect(running).rejects.toThrow('did not run to its end: AbortError');
  expect(existsSync('/tmp/never')).toBe(false);
});
