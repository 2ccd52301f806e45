/** Which folder may import what: the table is `limits.json`. */
import { readFileSync } from 'node:fs';
import { importsOf, type Import } from './imports.js';
import type { SourceText } from './sources.js';

interface Limit {
  /** Folders and files of ours. */
  may: string[];
  /** Folders whose types only may be imported. */
  typesOf?: string[];
  /** Packages; `*` is all. */
  packages: string[];
  /** Node's own modules. */
  node: boolean;
}

interface Limits {
  folders: Record<string, Limit>;
  channels: {
    /** The files that import from the folders of channels. */
    registries: string[];
    /** Packages that one channel alone imports. */
    drivers: Record<string, string>;
  };
  mayReadTheEnvironment: string[];
}

export const LIMITS = JSON.parse(readFileSync(new URL('limits.json', import.meta.url), 'utf8')) as Limits;

/** What a file of `src` imports and may not; a line each. */
export function forbiddenImports(source: SourceText): string[] {
  const folder = Object.keys(LIMITS.folders).find((one) => isIn(source.path, one));
  if (folder === undefined) return [`${source.path}: stands in no folder of test/architecture/limits.json`];
  return importsOf(source).flatMap((one) => {
    const why = one.ours ? ofOurs(source.path, folder, one) : ofPackages(source.path, folder, one);
    return why === undefined ? [] : [`${source.path}:${one.line} ${why}`];
  });
}

function ofOurs(path: string, folder: string, { target, typeOnly }: Import): string | undefined {
  const { may, typesOf = [] } = LIMITS.folders[folder]!;
  const own = channelOf(path);
  const other = channelOf(target);
  if (!LIMITS.channels.registries.some((one) => isIn(path, one)) && other !== undefined && other !== own) {
    return own === undefined ? `imports a channel: ${target}` : `imports another channel: ${target}`;
  }
  if ([folder, ...may].some((allowed) => isIn(target, allowed))) return undefined;
  if (!typesOf.some((allowed) => isIn(target, allowed))) return `${folder} may not import ${target}`;
  return typeOnly ? undefined : `${folder} may import only types of ${target}`;
}

function ofPackages(path: string, folder: string, { specifier, target }: Import): string | undefined {
  if (specifier === undefined) return 'imports something that is computed';
  const { packages, node } = LIMITS.folders[folder]!;
  if (target.startsWith('node:')) return node ? undefined : `${folder} may not import ${target}`;
  if (!packages.includes('*') && !packages.includes(target)) return `${folder} may not import ${target}`;
  const owner = LIMITS.channels.drivers[target];
  return owner !== undefined && channelOf(path) !== owner
    ? `only the channel ${owner} may import ${target}`
    : undefined;
}

/** The channel in whose folder a file is. */
function channelOf(path: string): string | undefined {
  return /^src\/channels\/([^/]+)\//.exec(path)?.[1];
}

/** Whether a path is the file or in the folder: `src/config` is `src/config/index.ts`, `src/config/urls.ts` and no other. */
function isIn(path: string, place: string): boolean {
  return path === place || path === `${place}.ts` || path.startsWith(`${place}/`);
}
