import type { ScmIntegrations } from '@backstage/integration';
import gitUrlParse from 'git-url-parse';

/** Where a pull request is opened: the kind of host as `integrations` names it, and the repository as steps want it. */
export type Hosting = { hosting: string; repoUrl: string };

/** The host of a repository. Both are empty where Backstage has no action that opens a pull request there. */
export function hostingOf(integrations: ScmIntegrations, address: string): Hosting {
  const hosting = integrations.byUrl(address)?.type ?? '';
  const { owner, name } = gitUrlParse(address);
  const asked: Record<string, Record<string, string>> = {
    github: { owner, repo: name },
    gitlab: { owner, repo: name },
    // Every step for Bitbucket refuses an address without a project, and the one for pull requests does not use it.
    bitbucketCloud: { workspace: owner, project: owner, repo: name },
  };
  const found = asked[hosting];
  if (!found) return { hosting: '', repoUrl: '' };
  return { hosting, repoUrl: `${new URL(address).host}?${new URLSearchParams(found)}` };
}
