/** What the query `state` answers. */
import { targetName, type Instant } from '../domain/rules/policy.js';
import { iso } from '../domain/time/instant.js';
import { viewTicket } from '../domain/ticket/view.js';
import type { TicketStateView, UnsentAlert } from './contract.js';
import type { Dispatcher } from './dispatcher.js';
import type { Malformed } from './inbox.js';
import { deferredUntil, isDeferred, type OwedAlert } from '../domain/run/outbox.js';
import type { RunState } from '../domain/run/state.js';

export function stateView(
  { ticket, chain, outbox, database, undeliverable }: RunState,
  { isWriting, underWay }: Pick<Dispatcher, 'isWriting' | 'underWay'>,
  malformed: Malformed,
  now: Instant,
): TicketStateView {
  const stateOf = (alert: OwedAlert): Pick<UnsentAlert, 'state' | 'until'> => {
    if (isDeferred(alert, now)) return { state: 'deferred', until: iso(alert.deferredUntil!) };
    return { state: alert.slowly ? 'undelivered' : underWay.has(alert.key) ? 'sending' : 'waiting' };
  };
  const view = viewTicket(ticket, now);
  const goesOutAt = deferredUntil(outbox, now);
  const times = [view.nextDeadlineAt, goesOutAt === null ? null : iso(goesOutAt)].filter((at) => at !== null);
  return {
    ...view,
    nextDeadlineAt: times.sort()[0] ?? null,
    rev: chain.rev,
    outbox: {
      logEntries: outbox.log.length,
      persisted: !database.due && !isWriting,
      alerts: outbox.alerts.map((alert) => ({ key: alert.key, target: targetName(alert), ...stateOf(alert) })),
    },
    undeliverable,
    malformed,
  };
}
