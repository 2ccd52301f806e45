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
  return kept('workflow-bundle', BUNDLE, async () => {
    const { code } = await workflowBundle();
    return withEmptyMap(code.slice(0, code.lastIndexOf('\n//# sourceMappingURL=')));
  });
}

/** With a source map that leads nowhere: a worker wants one, reads it at its start, and looks up each promise of a workflow in it. */
export function withEmptyMap(code: string): string {
  const map = { version: 3, file: 'workflows.js', sources: [], names: [], mappings: '' };
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${encoded}\n`;
}
