import { execFile } from 'node:child_process';
import { InputError } from '@backstage/errors';

/** What the program prints; docs/portal.md says what each field means. */
export type Result = {
  commit: string;
  from?: string;
  files: string[];
  removed?: string[];
  dropped: string[];
  conflicts: string[];
  summary?: string;
  next: string[];
};
export type Told = { result: Result; review: boolean };
type Refusal = { error: { question: string | null; message: string } };
type Run = { command: string; words: string[]; cwd: string; signal?: AbortSignal };

const REVIEW = 3;
const LARGEST = 64 * 1024 * 1024;
// What git and Python need. The backend's own tokens are none of it.
const HANDED_ON = /^(PATH|HOME|LANG|LC_.*|TMPDIR|XDG_.*|GIT_.*|SSH_.*|SSL_CERT_.*|(https?|no|all)_proxy)$/i;

/**
 * Runs `golden-paths portal` with answers as JSON, without a shell. Answers and standard error are written nowhere.
 * Throws InputError, with the name of the question, where it is refused.
 */
export async function runPortal(run: Run, answers: Record<string, unknown>): Promise<Told> {
  const { code, output } = await started({ ...run, words: ['portal', ...run.words] }, JSON.stringify(answers));
  const told = parsed(output);
  if (told && 'error' in told) {
    const { question, message } = told.error;
    const sentence = question ? `${question}: ${message}` : message;
    throw code === 1 ? new InputError(sentence) : new Error(sentence);
  }
  if (!told || (code !== 0 && code !== REVIEW)) {
    throw new Error(`${run.command} ended with ${code} and told no result`);
  }
  return { result: told, review: code === REVIEW };
}

/** Runs a program without a shell. Throws where it cannot start or is aborted; its exit code is returned. */
export function started(run: Run, input: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const { command, words, cwd, signal } = run;
    const environment = Object.entries(process.env).filter(([name]) => HANDED_ON.test(name));
    const env = { ...Object.fromEntries(environment), GIT_TERMINAL_PROMPT: '0' };
    const child = execFile(command, words, { cwd, signal, env, maxBuffer: LARGEST }, (error, output) => {
      if (!error) resolve({ code: 0, output });
      else if (typeof error.code === 'number') resolve({ code: error.code, output });
      // Not the error itself: its text holds what was written to standard error.
      else reject(new Error(`${command} did not run to its end: ${error.name} ${error.code ?? error.signal}`));
    });
    // It may end before it has read everything; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function parsed(output: string): Result | Refusal | undefined {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
