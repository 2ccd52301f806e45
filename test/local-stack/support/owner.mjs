/** A process that owns a stack, to be killed. Prints the stack as a line of JSON; its argument is the data folder. */
import { startStack } from '../../../dist/local-stack/stack.js';

const { dataDir, origins } = await startStack({ dataDir: process.argv[2], servers: ['temporal', 'mongo'], ui: false });
process.stdout.write(`${JSON.stringify({ dataDir, origins })}\n`);
