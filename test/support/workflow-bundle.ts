/** The workflow code as one bundle, made anew only when it has changed: webpack takes some seconds. */
import { BUNDLED, workflowBundle } from '../../src/worker/bundle.js';
import { kept, type MadeOf } from './kept.js';

/** What is bundled, and what bundles it. */
export const BUNDLE: MadeOf = {
  folders: BUNDLED.map((folder) => `src/${folder}`),
  files: ['src/worker/bundle.ts', 'test/support/workflow-bundle.ts', 'package-lock.json'],
};

/** The file of the bundle. */
export function keptBundle(): Promise<string> {
  return kept('workflow-bundle', BUNDLE, async () => withoutSources((await workflowBundle()).code));
}

/** Its source map leads to lines, and need not hold them: each worker reads it whole. */
function withoutSources(code: string): string {
  const [, head, map] = /^([^]*\n\/\/# sourceMappingURL=[^,]*base64,)(\S+)\s*$/.exec(code)!;
  const { sourcesContent: _sources, ...lines } = JSON.parse(Buffer.from(map!, 'base64').toString()) as Record<
    string,
    unknown
  >;
  return `${head}${Buffer.from(JSON.stringify(lines)).toString('base64')}\n`;
}
