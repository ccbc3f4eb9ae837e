import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { expect, test } from 'vitest';
import { setApart } from './changes';
import { branchOf, refuseBranch } from './clone';
import { hostingOf } from './hosting';

const folder = () => mkdtempSync(join(tmpdir(), 'golden-paths-publish-'));
const config = new ConfigReader({
  integrations: { gitlab: [{ host: 'git.example.com', apiBaseUrl: 'https://git.example.com/api/v4', token: 'x' }] },
});
const integrations = ScmIntegrations.fromConfig(config);

test.each([
  ['https://github.com/example-shop/orders', 'github', 'github.com?owner=example-shop&repo=orders'],
  ['https://git.example.com/shop/api/orders', 'gitlab', 'git.example.com?owner=shop%2Fapi&repo=orders'],
  ['https://bitbucket.org/shop/orders', 'bitbucketCloud', 'bitbucket.org?workspace=shop&project=shop&repo=orders'],
  ['https://dev.azure.com/shop/api/_git/orders', '', ''],
  ['https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/orders', '', ''],
])('%s is on %s', (address, hosting, repoUrl) => {
  expect(hostingOf(integrations, address)).toEqual({ hosting, repoUrl });
});

test('only what an update changed is set apart, with the rights of its files', async () => {
  const [repository, changes] = [folder(), folder()];
  mkdirSync(join(repository, 'docs'));
  writeFileSync(join(repository, 'docs', 'run.sh'), 'run', { mode: 0o755 });
  writeFileSync(join(repository, 'kept'), 'kept');
  const told = { commit: 'v1', files: ['docs/run.sh'], removed: ['old/gone'], dropped: [], conflicts: [], next: [] };
  await setApart(repository, told, changes);
  expect(readFileSync(join(changes, 'written', 'docs', 'run.sh'), 'utf8')).toBe('run');
  expect(statSync(join(changes, 'written', 'docs', 'run.sh')).mode & 0o111).not.toBe(0);
  expect(readFileSync(join(changes, 'removed', 'old', 'gone'), 'utf8')).toBe('');
  expect(() => statSync(join(changes, 'written', 'kept'))).toThrow('ENOENT');
});

test('an update that only removes leaves a folder for the step that publishes', async () => {
  const changes = folder();
  await setApart(folder(), { commit: 'v1', files: [], removed: ['a'], dropped: [], conflicts: [], next: [] }, changes);
  expect(statSync(join(changes, 'written')).isDirectory()).toBe(true);
});

test('a path that leads out of the workspace is refused', async () => {
  const told = { commit: 'v1', files: ['../passwd'], dropped: [], conflicts: [], next: [] };
  await expect(setApart(folder(), told, folder())).rejects.toThrow('not allowed');
});

test('a branch that the repository has is refused, and another one is not', async () => {
  const [origin, clone] = [folder(), join(folder(), 'clone')];
  const git = (...words: string[]) => execFileSync('git', ['-C', origin, ...words]);
  git('init', '--quiet', '--initial-branch=trunk');
  git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--allow-empty', '-m', 'first');
  git('branch', 'golden-path/v1');
  execFileSync('git', ['clone', '--quiet', origin, clone]);
  expect(await branchOf(clone, clone)).toBe('trunk');
  await expect(refuseBranch(clone, 'golden-path/v1', clone)).rejects.toThrow('is in the repository already');
  await expect(refuseBranch(clone, 'path/v1', clone)).resolves.toBeUndefined();
});

test('a repository that does not answer is not taken for one that has the branch', async () => {
  const clone = folder();
  execFileSync('git', ['init', '--quiet', clone]);
  execFileSync('git', ['-C', clone, 'remote', 'add', 'origin', join(clone, 'gone')]);
  await expect(refuseBranch(clone, 'path/v1', clone)).rejects.toThrow('cannot list the branches');
});
