/** What the world has seen of a scenario. */
import type { AlertDocument, LogDocument, TicketDocument } from '../../../src/store/port.js';
import type { Arrival } from '../world/arrival.js';
import type { Stage } from '../world/stage.js';

export interface Evidence {
  tickets: Map<string, TicketDocument>;
  log: Map<string, LogDocument>;
  alerts: Map<string, AlertDocument>;
  /** In the order in which they were taken. */
  arrivals: Arrival[];
}

export async function readEvidence({ db, slack, mail }: Stage): Promise<Evidence> {
  const byId = <T extends { _id: string }>(list: T[]) => new Map(list.map((one) => [one._id, one]));
  return {
    tickets: byId(await db.collection<TicketDocument>('tickets').find().toArray()),
    log: byId(await db.collection<LogDocument>('escalation_log').find().toArray()),
    alerts: byId(await db.collection<AlertDocument>('alerts').find().toArray()),
    arrivals: [...slack.arrivals, ...mail.arrivals].sort((a, b) => a.at - b.at),
  };
}

/** The evidence of one ticket after another. */
export function apart(all: Evidence): (ticketId: string) => Evidence {
  const log = byTicket([...all.log.values()], ({ ticketId }) => String(ticketId));
  const alerts = byTicket([...all.alerts.values()], ({ ticketId }) => ticketId);
  const arrivals = byTicket(all.arrivals, ({ key }) => key.split(':')[0]!);
  return (ticketId) => ({
    tickets: all.tickets,
    log: new Map(log(ticketId).map((one) => [one._id, one])),
    alerts: new Map(alerts(ticketId).map((one) => [one._id, one])),
    arrivals: arrivals(ticketId),
  });
}

/** The items of one ticket after another, in their order. */
export function byTicket<T>(items: readonly T[], idOf: (item: T) => string): (ticketId: string) => T[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(idOf(item));
    if (group) group.push(item);
    else groups.set(idOf(item), [item]);
  }
  return (ticketId) => groups.get(ticketId) ?? [];
}
