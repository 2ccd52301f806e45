/** A ticket's life as far as the database knows it: how it began and how it stands, and what the engine has decided in between. */
import { askedOf } from '../../domain/ticket/asked.js';
import { isPeoples } from '../../domain/ticket/commands.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { OPENED_WITH } from '../../domain/ticket/ticket.js';
import { iso } from '../../domain/time/instant.js';
import type { RecordedLine } from '../../client/index.js';

/** An entry of the log, as the database holds it. */
export type LogRow = Record<string, unknown>;

/** @param log oldest first. @returns lines of a timeline, and a sentence on what they do not say */
export function lifeFromDatabase(state: TicketState, log: readonly LogRow[]): { lines: RecordedLine[]; lacks: string } {
  const { ticketId, createdAt } = state;
  const lines: RecordedLine[] = [];
  const add = (at: number, type: string, rest: object) =>
    lines.push({ at: iso(at), arrives: iso(at), ticketId, type, ...rest });
  const transitions = log.filter(({ kind }) => kind === 'escalated' || kind === 'deescalated');
  const first = transitions[0] as { priority?: { from: string } } | undefined;
  add(createdAt, 'created', {
    ticket: {
      // Nobody has written down what it was opened with: what it has now, or had before the engine changed it.
      status: 'open',
      priority: first?.priority?.from ?? state.priority,
      customerTier: state.customerTier,
      slaHours: state.slaHours,
      tier: state.baseTier,
      ...(state.tags && { tags: state.tags }),
      ...(state.fields && { fields: state.fields }),
    },
  });
  let confirmedAt: number | undefined;
  for (const row of log) {
    const kind = String(row['kind']);
    const at = instantOf(row['at']);
    if (at === undefined) continue;
    if (kind === 'deescalated' && row['reason'] === 'resolution') {
      confirmedAt = at;
      add(at, 'resolution_confirmed', {});
    } else if (kind === 'closed' && row['by'] === undefined && at !== confirmedAt)
      add(at, 'ticket_changed', { status: row['status'] });
    else if (kind === 'reopened') add(at, 'ticket_changed', { status: row['status'] });
    else if (isPeoples(kind)) add(at, kind, askedOf(kind, writtenOut(row)));
  }
  const answeredAt = state.replies?.answeredAt;
  if (answeredAt !== undefined) add(answeredAt, 'agent_replied', {});
  for (const at of state.replies?.unanswered ?? []) add(at, 'customer_replied', {});
  if (state.sentiment) add(state.sentiment.at, 'sentiment_scored', { score: state.sentiment.score });
  if (!state.closed && state.factAt.status !== OPENED_WITH) {
    add(state.factAt.status, 'ticket_changed', { status: state.status });
  }
  lines.sort((a, b) => (a.type === 'created' ? -1 : b.type === 'created' ? 1 : a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { lines, lacks: lacksOf(state) };
}

function lacksOf({ ticketId, customerReplyCount, replies }: TicketState): string {
  const unknown = customerReplyCount - (replies?.unanswered.length ?? 0);
  const customers = unknown > 0 ? `when ${unknown} of ${customerReplyCount} replies of the customer came, ` : '';
  return (
    `ticket ${ticketId}: Temporal has forgotten it; the database lacks what it was opened with (taken: open, and what it has now), ${customers}the replies of agents but the latest, ` +
    'scores but the latest, and changes of status, priority and group in between'
  );
}

function writtenOut(row: LogRow): LogRow {
  const values = Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]);
  return Object.fromEntries(values) as LogRow;
}

function instantOf(value: unknown): number | undefined {
  const at = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : undefined;
  return at === undefined || Number.isNaN(at) ? undefined : at;
}
