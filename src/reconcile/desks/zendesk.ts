/** Zendesk: the incremental exports, first of tickets, then of what was said and changed. */
import { iso } from '../../domain/time/instant.js';
import type { Instant, Milliseconds } from '../../domain/rules/policy.js';
import type { Api } from '../api.js';
import { ApiError } from '../api-error.js';
import type { Changes, Cursor, HelpDesk, DeskDelivery } from '../desk.js';
import { idOf, piecesOf, rowOf, rowsOf, textOf, whenOf, type Row } from '../rows.js';

/** The exports leave out the last minute, and refuse a beginning in it. */
const LAG: Milliseconds = 60_000;
const PAGE = 200;
/** How many tickets or users are asked for at once. */
const MANY = 100;
const REMEMBERED = 10_000;

interface At {
  phase: 'tickets' | 'events';
  /** Where the export of tickets goes on: by its cursor, else by a time in seconds. */
  tickets: { cursor: string } | { start: number };
  /** Where the export of events goes on, in seconds. */
  events: number;
  ticketsOnly?: true;
}

export class Zendesk implements HelpDesk {
  private readonly staff = new Map<string, boolean>();

  constructor(private readonly api: Api) {}

  from(since: Instant, ticketsOnly = false): Cursor {
    const start = Math.max(Math.floor(since / 1000), 1);
    const at: At = {
      phase: 'tickets',
      tickets: { start },
      events: start,
      ...(ticketsOnly && { ticketsOnly: true as const }),
    };
    return JSON.stringify(at);
  }

  changes(cursor: Cursor): Promise<Changes> {
    const at = JSON.parse(cursor) as At;
    return at.phase === 'tickets' ? this.tickets(at) : this.events(at);
  }

  private async tickets(at: At): Promise<Changes> {
    const where = 'cursor' in at.tickets ? { cursor: at.tickets.cursor } : { start_time: at.tickets.start };
    const { value, at: now } = await this.api.get('/api/v2/incremental/tickets/cursor.json', {
      ...where,
      per_page: PAGE,
    });
    const page = rowOf(value);
    const cursor = textOf(page['after_cursor']);
    const ended = page['end_of_stream'] !== false || cursor === undefined;
    const next: At = {
      ...at,
      tickets: cursor === undefined ? at.tickets : { cursor },
      phase: ended && !at.ticketsOnly ? 'events' : 'tickets',
    };
    return {
      deliveries: rowsOf(page['tickets']).map(shown),
      cursor: JSON.stringify(next),
      more: !ended || !at.ticketsOnly,
      readUpTo: ended && at.ticketsOnly ? now - LAG : null,
    };
  }

  private async events(at: At): Promise<Changes> {
    const { value, at: now } = await this.api.get('/api/v2/incremental/ticket_events.json', {
      start_time: at.events,
      include: 'comment_events',
    });
    const page = rowOf(value);
    const audits = rowsOf(page['ticket_events']);
    const ended = page['end_of_stream'] !== false || audits.length === 0;
    const deliveries = await this.deliveriesOf(audits);
    const end = Number(page['end_time']);
    // Rows of the last second come again; were a page full of one second, it would come for ever.
    const events = end > at.events ? end : ended ? at.events : at.events + 1;
    const next: At = { ...at, events, phase: ended ? 'tickets' : 'events' };
    return { deliveries, cursor: JSON.stringify(next), more: !ended, readUpTo: ended ? now - LAG : null };
  }

  private async deliveriesOf(audits: readonly Row[]): Promise<DeskDelivery[]> {
    const changing = audits.filter((audit) => !children(audit).some(({ event_type }) => event_type === 'Create'));
    const ids = (some: readonly unknown[]) => [...new Set(some.flatMap((one) => idOf(one) ?? []))];
    const tickets = await this.many('tickets', ids(changing.map((audit) => audit['ticket_id'])));
    const authors = changing.flatMap((audit) =>
      children(audit)
        .filter(isComment)
        .map((one) => one['author_id']),
    );
    await this.learnStaff(ids(authors).filter((id) => !this.staff.has(id)));
    return changing.flatMap((audit) => {
      const ticket = tickets.get(idOf(audit['ticket_id']) ?? '');
      return ticket === undefined ? [] : children(audit).flatMap((child) => this.happened(ticket, audit, child));
    });
  }

  private happened(ticket: Row, audit: Row, child: Row): DeskDelivery[] {
    const time = textOf(child['created_at'] ?? audit['created_at']) ?? iso(Number(audit['timestamp']) * 1000);
    // As it was then, as far as ids of events are made of it.
    const detail = { ...detailOf(ticket), updated_at: time };
    if (isComment(child)) {
      const author = idOf(child['author_id']) ?? '-1';
      const comment = {
        id: textOf(child['id']),
        body: child['body'],
        is_public: child['public'] === true,
        author: { id: author, ...(this.staff.has(author) && { is_staff: this.staff.get(author) }) },
      };
      return [told('comment_added', time, detail, { comment })];
    }
    return Object.entries(CHANGES).flatMap(([field, event]) => {
      if (child[field] === undefined) return [];
      return [told(event, time, detail, { current: child[field], previous: child['previous_value'] })];
    });
  }

  private async learnStaff(ids: readonly string[]): Promise<void> {
    if (this.staff.size >= REMEMBERED) this.staff.clear();
    for (const [id, user] of await this.many('users', ids)) {
      const role = textOf(user['role']);
      if (role !== undefined) this.staff.set(id, role !== 'end-user');
    }
  }

  private async many(kind: 'tickets' | 'users', ids: readonly string[]): Promise<Map<string, Row>> {
    const found = new Map<string, Row>();
    for (const some of piecesOf(ids, MANY)) {
      const { value } = await this.api
        .get(`/api/v2/${kind}/show_many.json`, { ids: some.join(',') })
        .catch((error: unknown) => {
          // None of them is there any more.
          if (error instanceof ApiError && error.trouble === 'missing') return { value: {} };
          throw error;
        });
      for (const row of rowsOf(rowOf(value)[kind])) found.set(idOf(row['id']) ?? '', row);
    }
    return found;
  }
}

/** Fields of a change, and the event that a webhook tells of it. */
const CHANGES: Record<string, string> = {
  status: 'status_changed',
  priority: 'priority_changed',
  tags: 'tags_changed',
  organization_id: 'organization_changed',
  assignee_id: 'agent_assignment_changed',
  group_id: 'group_assignment_changed',
  type: 'type_changed',
};

function children(audit: Row): Row[] {
  return rowsOf(audit['child_events']);
}

function isComment(child: Row): boolean {
  return child['event_type'] === 'Comment';
}

/** A ticket of the export. */
function shown(row: Row): DeskDelivery {
  const event = textOf(row['status'])?.toLowerCase() === 'deleted' ? 'soft_deleted' : 'created';
  const detail = detailOf(row);
  const time = textOf(row[event === 'created' ? 'created_at' : 'updated_at']) ?? '';
  return { ...told(event, time, detail, {}), snapshot: true };
}

/** Without what people wrote. */
function detailOf(row: Row): Row {
  const id = (name: string) => textOf(row[name]);
  return {
    id: id('id'),
    ...Object.fromEntries(
      ['created_at', 'updated_at', 'status', 'priority', 'type', 'tags', 'is_public'].map((name) => [name, row[name]]),
    ),
    ...Object.fromEntries(
      ['assignee_id', 'group_id', 'organization_id', 'requester_id', 'external_id'].map((name) => [name, id(name)]),
    ),
    via: { channel: rowOf(row['via'])['channel'] },
  };
}

function told(event: string, time: string, detail: Row, what: Row): DeskDelivery {
  const at = whenOf(time);
  const body = {
    type: `zen:event-type:ticket.${event}`,
    subject: `zen:ticket:${textOf(detail['id'])}`,
    ...(at !== undefined && { time: iso(at) }),
    detail,
    event: what,
  };
  return { body };
}
