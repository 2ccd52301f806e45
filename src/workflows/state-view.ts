/** What the query `state` answers. */
import { targetName } from '../domain/rules/policy.js';
import { viewTicket } from '../domain/ticket/view.js';
import type { TicketStateView, UnsentAlert } from './contract.js';
import type { Dispatcher } from './dispatcher.js';
import type { Malformed } from './inbox.js';
import type { OwedAlert } from '../domain/run/outbox.js';
import type { RunState } from '../domain/run/state.js';

export function stateView(
  { ticket, chain, outbox, database, undeliverable }: RunState,
  { isWriting, underWay }: Pick<Dispatcher, 'isWriting' | 'underWay'>,
  malformed: Malformed,
): TicketStateView {
  const stateOf = (alert: OwedAlert): UnsentAlert['state'] =>
    alert.slowly ? 'undelivered' : underWay.has(alert.key) ? 'sending' : 'waiting';
  return {
    ...viewTicket(ticket, Date.now()),
    rev: chain.rev,
    outbox: {
      logEntries: outbox.log.length,
      persisted: !database.due && !isWriting,
      alerts: outbox.alerts.map((alert) => ({ key: alert.key, target: targetName(alert), state: stateOf(alert) })),
    },
    undeliverable,
    malformed,
  };
}
