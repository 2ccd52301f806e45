/**
 * A help desk talks to Rung. While `npm start` runs: `TEMPORAL_ADDRESS=127.0.0.1:7233 node dist/examples/help-desk.js`;
 * `npm start` says which address it is, if that port was taken.
 */
import { connect } from 'rung-escalation';

const rung = await connect();
const ticketId = `EX-${Date.now()}`;

await rung.openTicket({ ticketId, status: 'open', priority: 'normal', customerTier: 'enterprise', slaHours: 24 });
await rung.customerReplied(ticketId, { eventId: 'mail-1' });
await rung.customerReplied(ticketId, { eventId: 'mail-1' }); // told twice, counted once
await rung.sentimentScored(ticketId, -0.8, { eventId: 'score-of-mail-1' });
await rung.acknowledge(ticketId, { by: 'anna' });

const state = await rung.getState(ticketId);
console.log(`${ticketId} is at ${state?.tier} because of ${state?.escalationReason}`);
console.log(`next: ${state?.deadlines[0]?.rule} at ${state?.deadlines[0]?.at}`);

await rung.confirmResolution(ticketId);
await rung.close();
