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

interface Adapter {
  /** Files that belong to it: beginnings of paths. */
  files: string[];
  driver?: string;
}

interface Limits {
  folders: Record<string, Limit>;
  adapters: Record<string, Adapter>;
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
  const own = adapterOf(path);
  const other = adapterOf(target);
  if (!isIn(path, 'src/worker') && other !== undefined && other !== own) {
    return own === undefined ? `imports an adapter: ${target}` : `imports another adapter: ${target}`;
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
  const owner = Object.entries(LIMITS.adapters).find(([, { driver }]) => driver === target)?.[0];
  return owner !== undefined && adapterOf(path) !== owner
    ? `only the ${owner} adapter may import ${target}`
    : undefined;
}

function adapterOf(path: string): string | undefined {
  return Object.entries(LIMITS.adapters).find(([, { files }]) => files.some((start) => path.startsWith(start)))?.[0];
}

/** Whether a path is the file or in the folder: `src/config` is `src/config/index.ts`, `src/config/urls.ts` and no other. */
function isIn(path: string, place: string): boolean {
  return path === place || path === `${place}.ts` || path.startsWith(`${place}/`);
}
