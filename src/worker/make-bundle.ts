/** `node dist/src/worker/make-bundle.js`: bundles the workflow's code ahead of the first start. */
import { KEPT, workflowBundle } from './bundle.js';

await workflowBundle();
process.stdout.write(`${KEPT} is up to date\n`);
