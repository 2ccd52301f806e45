/** The workflow code as one bundle, made anew only when it has changed: webpack takes some seconds. */
import { BUNDLED, workflowBundle } from '../../src/worker/bundle.js';
import { kept, type MadeOf } from './kept.js';

/** What is bundled, and what bundles it. */
export const BUNDLE: MadeOf = {
  folders: BUNDLED.map((folder) => `src/${folder}`),
  files: ['src/worker/bundle.ts', 'package-lock.json'],
};

/** The file of the bundle. */
export function keptBundle(): Promise<string> {
  return kept('workflow-bundle', BUNDLE, async () => (await workflowBundle()).code);
}
