import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** A template and the one release of it that this portal renders. */
export type Pinned = { address: string; version: string };

/** What app-config says below goldenPaths. */
export type Settings = { command: string; templates: Pinned[]; repositories: string[] };

/** Reads goldenPaths of app-config. Throws where a part is missing or of another type. */
export function settingsIn(config: Config): Settings {
  const own = config.getConfig('goldenPaths');
  const templates = own.getConfigArray('templates').map(each => ({
    address: each.getString('address'),
    version: each.getString('version'),
  }));
  const repositories = own.getOptionalStringArray('repositories') ?? [];
  const open = repositories.find(each => !URL.canParse(each) || !each.endsWith('/'));
  if (open !== undefined) {
    // https://github.com/example-shop would be the beginning of https://github.com/example-shop-of-others, too.
    throw new Error(`goldenPaths.repositories: ${open} is no URL that ends with a slash`);
  }
  return { command: own.getOptionalString('command') ?? 'golden-paths', templates, repositories };
}

/** The pinned release of a template. Throws InputError for another template or another version. */
export function pinned(settings: Settings, address: string, version?: string): Pinned {
  const found = settings.templates.filter(each => each.address === address);
  if (!found.length) {
    throw new InputError(`template: ${address} is not in goldenPaths.templates of this portal`);
  }
  return withVersion(found, version);
}

/** The pinned release of an update, whose template the repository names. Throws InputError as `pinned` does. */
export function pinnedForUpdate(settings: Settings, version?: string): Pinned {
  return withVersion(settings.templates, version);
}

function withVersion(offered: Pinned[], version?: string): Pinned {
  const found = version === undefined && offered.length === 1 ? offered[0] : offered.find(e => e.version === version);
  if (!found) {
    const known = offered.map(each => each.version).join(', ');
    throw new InputError(`version: ${version ?? 'none'} is given, and goldenPaths.templates has ${known}`);
  }
  return found;
}
