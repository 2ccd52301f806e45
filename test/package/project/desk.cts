// The same library by `require`, as an older back end has it.
import rung = require('rung-escalation');
import policy = require('rung-escalation/policy');
import worker = require('rung-escalation/worker');

const [address = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const client: rung.Rung = await rung.connect({ address, timeoutMs: 20_000 });
  const error: unknown = await client.getState('nobody').catch((reason: unknown) => reason);
  await client.close();
  const known = error instanceof rung.TicketNotFoundError ? error.code : 'another error';
  const { problems } = await policy.checkPolicy('version: 2', 'mine.yaml');
  console.log(JSON.stringify({ known, problems: problems.length > 0, worker: typeof worker.startWorkers }));
}

void main();
