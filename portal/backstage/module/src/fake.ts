import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program in place of golden-paths, and what it was called with. */
export type Fake = {
  command: string;
  called(): { words: string[]; sent: string; environment: Record<string, string> };
};

/** Makes one that prints `output` and ends with `code`, or that does not end. */
export function fake(output: string, code = 0, options: { endless?: boolean } = {}): Fake {
  const folder = mkdtempSync(join(tmpdir(), 'golden-paths-fake-'));
  const command = join(folder, 'golden-paths');
  const record = join(folder, 'called.json');
  const end = options.endless ? 'setInterval(() => {}, 1000)' : `process.exitCode = ${code}`;
  writeFileSync(
    command,
    `#!${process.execPath}
const { readFileSync, writeFileSync } = require('fs');
const [words, sent] = [process.argv.slice(2), readFileSync(0, 'utf8')];
writeFileSync(${JSON.stringify(record)}, JSON.stringify({ words, sent, environment: process.env }));
process.stderr.write('said about ' + sent);
process.stdout.write(${JSON.stringify(output)});
${end};
`,
  );
  chmodSync(command, 0o755);
  return { command, called: () => JSON.parse(readFileSync(record, 'utf8')) };
}
