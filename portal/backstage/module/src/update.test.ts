import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { beforeAll, expect, test, vi } from 'vitest';
import { checkAction, updateAction } from './changing';
import { sourceOf } from './clone';
import { contextOf } from './context';
import { fake } from './fake';
import { settingsIn } from './settings';

const address = 'https://git.example.com/platform/golden-paths';
const told = { from: 'v0.8.0', commit: 'v0.9.0', files: ['a'], removed: ['b'], dropped: [], conflicts: ['a'] };
const output = JSON.stringify({ ...told, findings: [], summary: 'v0.8.0 → v0.9.0', next: ['make check'] });
const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
let parent: string;
let repository: string;

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'golden-paths-repositories-'));
  const git = (...words: string[]) => execFileSync('git', ['-C', join(parent, 'orders'), ...words]);
  execFileSync('git', ['init', '--quiet', join(parent, 'orders')]);
  writeFileSync(join(parent, 'orders', 'README.md'), 'orders\n');
  git('add', '--all');
  git('-c', 'user.name=A Tester', '-c', 'user.email=tester@example.com', 'commit', '--quiet', '-m', 'first');
  repository = pathToFileURL(join(parent, 'orders')).href;
});

function changing(command: string, verb: 'check' | 'update', input: object = {}, options: object = {}) {
  const repositories = [`${pathToFileURL(parent).href}/`];
  const settings = { command, templates: [{ address, version: '0.9.0' }], repositories };
  const action = (verb === 'check' ? checkAction : updateAction)(settings, integrations);
  const out = vi.fn();
  const ctx = contextOf({ input: { repository, ...input }, output: out, ...options });
  return { out, ctx, run: () => action.handler(ctx as never) };
}

test('an update works on a clone in the workspace and hands on only the templates of the portal', async () => {
  const runner = fake(output, 3);
  const { out, ctx, run } = changing(runner.command, 'update', { version: '0.9.0' });
  await run();
  const { words, sent } = runner.called();
  expect(words).toEqual(['portal', 'update', ctx.workspacePath, '--template', address, '--to', '0.9.0']);
  expect(sent).toBe('{}');
  expect(existsSync(join(ctx.workspacePath, 'README.md'))).toBe(true);
  const outputs = Object.fromEntries(out.mock.calls);
  expect(outputs).toMatchObject({ from: 'v0.8.0', commit: 'v0.9.0', removed: ['b'], conflicts: ['a'], review: true });
});

test.each([
  ['check', false],
  ['update', true],
] as const)('%s with isDryRun %s checks a clone outside of the workspace', async (verb, isDryRun) => {
  const runner = fake(output);
  const { ctx, out, run } = changing(runner.command, verb, {}, { isDryRun });
  await run();
  const { words } = runner.called();
  expect(words[1]).toBe('check');
  expect(words[2]).not.toBe(ctx.workspacePath);
  expect(existsSync(join(ctx.workspacePath, 'README.md'))).toBe(false);
  expect(Object.fromEntries(out.mock.calls)).toMatchObject({ summary: 'v0.8.0 → v0.9.0', review: false });
});

test('answers are changed on the version that the repository has', async () => {
  const runner = fake(output);
  await changing(runner.command, 'check', { answers: { delivery: 'linear' } }).run();
  expect(runner.called().words).not.toContain('--to');
  expect(runner.called().sent).toBe('{"delivery":"linear"}');
});

test.each([
  ['https://git.example.com/other/orders', 'is not in goldenPaths.repositories'],
  ['file:///etc/', 'is not in goldenPaths.repositories'],
  ['https://x:secret@github.com/example-shop/orders', 'holds a user name or a password'],
  ['--upload-pack=touch', 'is no URL'],
])('the repository %s is refused before anything starts', async (wrong, sentence) => {
  const runner = fake(output);
  await expect(changing(runner.command, 'update', { repository: wrong }).run()).rejects.toThrow(sentence);
  expect(() => runner.called()).toThrow();
});

test('a location of the catalogue is read as address and branch, and leads to no other owner', () => {
  const settings = { command: '', templates: [], repositories: ['https://github.com/example-shop/'] };
  const read = (location: string) => sourceOf(settings, location);
  expect(read('url:https://github.com/example-shop/orders/tree/main/')).toEqual({
    address: 'https://github.com/example-shop/orders',
    branch: 'main',
  });
  expect(() => read('url:https://github.com/example-shop/../other/orders')).toThrow('is not in goldenPaths');
});

test('settings without a template, or with an open beginning of an address, are refused at the start', () => {
  const read = (goldenPaths: object) => settingsIn(new ConfigReader({ goldenPaths } as never));
  const templates = [{ address, version: '0.9.0' }];
  expect(read({ templates })).toEqual({ command: 'golden-paths', templates, repositories: [] });
  expect(() => read({})).toThrow('goldenPaths.templates');
  expect(() => read({ templates, repositories: ['https://github.com/example'] })).toThrow('ends with a slash');
});
