import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { clone, sourceOf } from './clone';
import { runPortal, Told } from './runner';
import { pinned, pinnedForUpdate, Settings } from './settings';

/** `goldenpaths:create`: renders a repository into the workspace; in a dry run, too, whose workspace is thrown away. */
export function createAction(settings: Settings) {
  return createTemplateAction({
    id: 'goldenpaths:create',
    description: 'Renders a repository of a golden path with the answers of a form',
    supportsDryRun: true,
    schema: {
      input: {
        template: z => z.string().describe('Address of the template, one of goldenPaths.templates'),
        version: z => z.string().optional().describe('Release; another than the pinned one is refused'),
        // The program knows the type of each answer, and names the question where one is wrong.
        answers: z => z.record(z.string(), z.any()).describe('Question to answer'),
        targetPath: z => z.string().optional().describe('Folder in the workspace; by default the workspace itself'),
      },
      output: {
        commit: z => z.string().describe('Version, as _commit in .copier-answers.yml'),
        files: z => z.array(z.string()).describe('Files that were written'),
        dropped: z => z.array(z.string()).describe('Answers of hidden questions, which did not count'),
        next: z => z.array(z.string()).describe('Next steps'),
      },
    },
    async handler(ctx) {
      const { address, version } = pinned(settings, ctx.input.template, ctx.input.version);
      const folder = resolveSafeChildPath(ctx.workspacePath, ctx.input.targetPath ?? '.');
      const cwd = await ctx.createTemporaryDirectory();
      const words = ['create', folder, '--template', address, '--to', version];
      const run = { command: settings.command, words, cwd, signal: ctx.signal };
      const { result } = await runPortal(run, ctx.input.answers);
      ctx.logger.info(`${address} ${result.commit}: ${result.files.length} files`);
      ctx.output('commit', result.commit);
      ctx.output('files', result.files);
      ctx.output('dropped', result.dropped);
      ctx.output('next', result.next);
    },
  });
}

/** `goldenpaths:check`: what an update would change; works in a clone that is thrown away. */
export const checkAction = (settings: Settings) =>
  changing(settings, 'check', 'Says what an update of a repository would change, and writes nothing');

/** `goldenpaths:update`: updates a clone in the workspace and commits nothing; in a dry run it only checks. */
export const updateAction = (settings: Settings) =>
  changing(settings, 'update', 'Updates a clone of a repository in the workspace, for a step that publishes it');

function changing(settings: Settings, verb: 'check' | 'update', description: string) {
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
      },
      output: {
        from: z => z.string().describe('Version before'),
        commit: z => z.string().describe('Version after'),
        files: z => z.array(z.string()).describe('Files that are written'),
        removed: z => z.array(z.string()).describe('Files that are removed'),
        conflicts: z => z.array(z.string()).describe('Files with conflict markers'),
        summary: z => z.string().describe('Versions, counts and findings as Markdown'),
        review: z => z.boolean().describe('Whether a person must look'),
        next: z => z.array(z.string()).describe('Next steps'),
      },
    },
    async handler(ctx) {
      const { version } = pinnedForUpdate(settings, ctx.input.version);
      const source = sourceOf(settings, ctx.input.repository);
      const answers = ctx.input.answers ?? {};
      const cwd = await ctx.createTemporaryDirectory();
      const written = verb === 'update' && !ctx.isDryRun;
      const folder = written
        ? resolveSafeChildPath(ctx.workspacePath, ctx.input.targetPath ?? '.')
        : resolveSafeChildPath(cwd, 'repository');
      await clone(source, folder, cwd, ctx.signal);
      // Answers are changed on the version that the repository has.
      const to = Object.keys(answers).length ? [] : ['--to', version];
      const templates = settings.templates.flatMap(each => ['--template', each.address]);
      const words = [written ? 'update' : 'check', folder, ...templates, ...to];
      const told = await runPortal({ command: settings.command, words, cwd, signal: ctx.signal }, answers);
      const { result } = told;
      if (told.review) ctx.logger.warn('The update needs a person to look at it');
      ctx.logger.info(`${result.from} → ${result.commit}: ${result.files.length} files`);
      for (const [name, value] of Object.entries(outputs(told))) {
        ctx.output(name as keyof ReturnType<typeof outputs>, value);
      }
    },
  });
}

function outputs({ result, review }: Told) {
  const { from = '', commit, files, removed = [], conflicts, summary = '', next } = result;
  return { from, commit, files, removed, conflicts, summary, review, next };
}
