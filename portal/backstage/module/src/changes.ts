import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { Result } from './runner';

/**
 * Copies the files that an update wrote below `written`, and puts an empty file for each that it removed below
 * `removed`. Steps that publish send every file of a folder, one request each: not the whole repository.
 */
export async function setApart(repository: string, { files, removed = [] }: Result, folder: string): Promise<void> {
  const place = async (kind: string, file: string) => {
    const path = resolveSafeChildPath(folder, `${kind}/${file}`);
    await mkdir(dirname(path), { recursive: true });
    return path;
  };
  await mkdir(resolveSafeChildPath(folder, 'written'), { recursive: true });
  for (const file of files) {
    await copyFile(resolveSafeChildPath(repository, file), await place('written', file));
  }
  for (const file of removed) {
    await writeFile(await place('removed', file), '');
  }
}
