import gitUrlParse from 'git-url-parse';
import { InputError } from '@backstage/errors';
import { started } from './runner';
import { Settings } from './settings';

// What git ls-remote --exit-code ends with.
const NO_SUCH_BRANCH = 2;

/** Where a repository is cloned from: its address, and its branch where one is named. */
export type Source = { address: string; branch?: string };

/** Reads `url:https://github.com/owner/name/tree/main/`. Throws InputError where the portal does not allow it. */
export function sourceOf(settings: Settings, location: string): Source {
  const text = location.replace(/^url:/, '');
  if (!URL.canParse(text)) {
    throw new InputError(`repository: ${location} is no URL`);
  }
  const url = new URL(text);
  if (url.username || url.password) {
    throw new InputError('repository: the address holds a user name or a password; a credential helper gives it to git');
  }
  // The URL as it is understood: without `..`.
  if (!settings.repositories.some(each => url.href.startsWith(new URL(each).href))) {
    throw new InputError(`repository: ${url.href} is not in goldenPaths.repositories of this portal`);
  }
  if (url.protocol === 'file:') return { address: url.href };
  const found = gitUrlParse(url.href);
  const address = found.toString('https');
  if (!settings.repositories.some(each => address.startsWith(each))) {
    throw new InputError(`repository: ${address} is not in goldenPaths.repositories of this portal`);
  }
  return { address, branch: found.ref || undefined };
}

/** Clones into a folder that is empty or missing, with git's own credential helper. */
export async function clone(source: Source, folder: string, cwd: string, signal?: AbortSignal): Promise<void> {
  const branch = source.branch ? [`--branch=${source.branch}`] : [];
  const protocol = new URL(source.address).protocol.replace(':', '');
  const words = ['-c', 'protocol.allow=never', '-c', `protocol.${protocol}.allow=always`];
  words.push('clone', '--quiet', '--depth=1', ...branch, '--', source.address, folder);
  const { code } = await started({ command: 'git', words, cwd, signal }, '');
  if (code !== 0) {
    throw new InputError(`repository: git cannot clone ${source.address} into an empty folder (exit code ${code})`);
  }
}

/** The branch that a clone is on. */
export async function branchOf(folder: string, cwd: string): Promise<string> {
  const words = ['-C', folder, 'symbolic-ref', '--short', 'HEAD'];
  return (await started({ command: 'git', words, cwd }, '')).output.trim();
}

/** Throws InputError where the repository has this branch, whose commits would be lost, or does not answer. */
export async function refuseBranch(folder: string, branch: string, cwd: string, signal?: AbortSignal): Promise<void> {
  const words = ['-C', folder, 'ls-remote', '--exit-code', '--heads', 'origin', `refs/heads/${branch}`];
  const { code } = await started({ command: 'git', words, cwd, signal }, '');
  if (code === NO_SUCH_BRANCH) return;
  if (code !== 0) {
    throw new InputError(`repository: git cannot list the branches of its origin (exit code ${code})`);
  }
  throw new InputError(`branch: ${branch} is in the repository already; merge or delete it, then update again`);
}
