import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { runPortal } from './runner';
import { pinned, Settings } from './settings';

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
