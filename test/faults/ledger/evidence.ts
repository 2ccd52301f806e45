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
