/**
 * A help desk in a process of its own, so that its clock can be wrong: tells each ticket that its customer has replied.
 * `node client-process.js <address> <task queue> <policy file> <event id> <ticket id> …`
 */
import { connect } from '../../../src/client/index.js';
import { untilAcknowledged } from '../tickets/teller.js';

const [address, taskQueue, policyFile, eventId, ...ticketIds] = process.argv.slice(2);
const rung = await connect({ address: address!, taskQueue: taskQueue!, policyFile: policyFile! });
for (const ticketId of ticketIds) {
  await untilAcknowledged(() => rung.customerReplied(ticketId, { eventId: eventId! }));
}
await rung.close();
