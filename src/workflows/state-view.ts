/** What the query `state` answers. */
import { targetName } from '../domain/policy.js';
import type { TicketState } from '../domain/ticket.js';
import { viewTicket } from '../domain/view.js';
import type { TicketStateView, UnsentAlert } from './contract.js';
import type { Courier } from './courier.js';
import type { Owed } from './details.js';
import type { Life } from './life.js';
import type { Outbox, OwedAlert } from './outbox.js';
import type { Persister } from './persister.js';

export interface Engine {
  life: Life;
  outbox: Outbox;
  persister: Persister;
  courier: Courier;
}

export function stateView(
  ticket: TicketState,
  engine: Engine,
  mishaps: Pick<TicketStateView, 'undeliverable' | 'malformed'>,
): TicketStateView {
  const { alerts, ...owed } = owedBy(engine);
  const unsent = alerts.map((alert) => ({
    key: alert.key,
    target: targetName(alert),
    state: stateOf(alert, engine.courier),
  }));
  return {
    ...viewTicket(ticket, Date.now()),
    rev: engine.life.rev,
    outbox: { ...owed, alerts: unsent },
    ...mishaps,
  };
}

export function owedBy({ outbox, persister }: Pick<Engine, 'outbox' | 'persister'>): Owed {
  return { alerts: outbox.alerts, logEntries: outbox.log.length, persisted: persister.idle };
}

function stateOf(alert: OwedAlert, courier: Courier): UnsentAlert['state'] {
  if (alert.slowly) return 'undelivered';
  return courier.carries(alert) ? 'sending' : 'waiting';
}
