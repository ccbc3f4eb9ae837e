import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { ScmIntegrations } from '@backstage/integration';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { setApart } from './changes';
import { branchOf, clone, refuseBranch, sourceOf } from './clone';
import { hostingOf } from './hosting';
import { runPortal, Told } from './runner';
import { pinnedForUpdate, Settings } from './settings';

/** `goldenpaths:check`: what an update would change; works in a clone that is thrown away. */
export const checkAction = (settings: Settings, integrations: ScmIntegrations) =>
  changing(settings, integrations, 'check', 'Says what an update of a repository would change, and writes nothing');

/** `goldenpaths:update`: updates a clone in the workspace and commits nothing; in a dry run it only checks. */
export const updateAction = (settings: Settings, integrations: ScmIntegrations) =>
  changing(settings, integrations, 'update', 'Updates a clone of a repository, for a step that publishes it');

function changing(settings: Settings, integrations: ScmIntegrations, verb: 'check' | 'update', description: string) {
  return createTemplateAction({
    id: `goldenpaths:${verb}`,
    description,
    supportsDryRun: true,
    schema: {
      input: {
        repository: z => z.string().describe('Location of the repository, as backstage.io/source-location has it'),
        version: z => z.string().optional().describe('Release; another than a pinned one is refused'),
        answers: z => z.record(z.string(), z.any()).optional().describe('Answers to change; the version stays'),
        targetPath: z => z.string().optional().describe('Folder in the workspace; by default the workspace itself'),
        changesPath: z =>
          z.string().optional().describe('Folder in the workspace, for an update: its files in written and removed'),
        branch: z => z.string().optional().describe('Branch to publish on; refused where the repository has it'),
      },
      output: {
        from: z => z.string().describe('Version before'),
        commit: z => z.string().describe('Version after'),
        files: z => z.array(z.string()).describe('Files that are written'),
        removed: z => z.array(z.string()).describe('Files that are removed'),
        conflicts: z => z.array(z.string()).describe('Files with conflict markers'),
        summary: z => z.string().describe('Versions, counts and findings as Markdown'),
        review: z => z.boolean().describe('Whether a person must look'),
        changed: z => z.boolean().describe('Whether there is anything to publish'),
        next: z => z.array(z.string()).describe('Next steps'),
        hosting: z => z.string().describe('github, gitlab, bitbucketCloud, or nothing where no step opens a pull request'),
        repoUrl: z => z.string().describe('The repository, as steps that publish want it'),
        targetBranch: z => z.string().describe('Branch that was cloned'),
      },
    },
    async handler(ctx) {
      const { version } = pinnedForUpdate(settings, ctx.input.version);
      const source = sourceOf(settings, ctx.input.repository);
      const { answers = {}, branch, changesPath } = ctx.input;
      const cwd = await ctx.createTemporaryDirectory();
      const written = verb === 'update' && !ctx.isDryRun;
      const folder = written
        ? resolveSafeChildPath(ctx.workspacePath, ctx.input.targetPath ?? '.')
        : resolveSafeChildPath(cwd, 'repository');
      await clone(source, folder, cwd, ctx.signal);
      if (branch) await refuseBranch(folder, branch, cwd, ctx.signal);
      // Answers are changed on the version that the repository has.
      const to = Object.keys(answers).length ? [] : ['--to', version];
      const templates = settings.templates.flatMap(each => ['--template', each.address]);
      const words = [written ? 'update' : 'check', folder, ...templates, ...to];
      const told = await runPortal({ command: settings.command, words, cwd, signal: ctx.signal }, answers);
      const { result } = told;
      if (written && changesPath) {
        await setApart(folder, result, resolveSafeChildPath(ctx.workspacePath, changesPath));
      }
      if (told.review) ctx.logger.warn('The update needs a person to look at it');
      ctx.logger.info(`${result.from} → ${result.commit}: ${result.files.length} files`);
      const targetBranch = await branchOf(folder, cwd);
      const all = { ...outputs(told), ...hostingOf(integrations, source.address), targetBranch };
      for (const [name, value] of Object.entries(all)) {
        ctx.output(name as keyof typeof all, value);
      }
    },
  });
}

function outputs({ result, review }: Told) {
  const { from = '', commit, files, removed = [], conflicts, summary = '', next } = result;
  const changed = files.length + removed.length > 0;
  return { from, commit, files, removed, conflicts, summary, review, changed, next };
}
