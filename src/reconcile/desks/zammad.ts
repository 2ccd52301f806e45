/** Zammad: tickets in the order of their changes, from its database; articles one ticket at a time. */
import { iso } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import type { Api } from '../api.js';
import { ApiError } from '../api-error.js';
import type { Changes, Cursor, HelpDesk, DeskDelivery } from '../desk.js';
import { OVERLAP, placeAfter, type Place } from '../place.js';
import { idOf, rowOf, rowsOf, whenOf, type Row } from '../rows.js';

const PAGE = 50;
/** How many customers and organizations are remembered. */
const REMEMBERED = 2_000;

interface At extends Place {
  /** Articles from before are known, or belong to a time that nobody asked for. */
  articlesSince: string;
  ticketsOnly?: true;
}

export class Zammad implements HelpDesk {
  private readonly people = new Map<string, Promise<Row>>();

  constructor(private readonly api: Api) {}

  from(since: Instant, ticketsOnly = false): Cursor {
    const at: At = {
      since: iso(since),
      page: 1,
      articlesSince: iso(since),
      ...(ticketsOnly && { ticketsOnly: true as const }),
    };
    return JSON.stringify(at);
  }

  async changes(cursor: Cursor): Promise<Changes> {
    const at = JSON.parse(cursor) as At;
    // With "condition" and without "query" the database answers, not the search index, which lags.
    const { value, at: now } = await this.api.get('/api/v1/tickets/search', {
      ...{ expand: 'true', sort_by: 'updated_at', order_by: 'asc', page: at.page, per_page: PAGE },
      'condition[ticket.updated_at][operator]': 'after (absolute)',
      // "after" leaves out the instant itself.
      'condition[ticket.updated_at][value]': iso((whenOf(at.since) ?? 0) - 1),
    });
    const rows = rowsOf(value);
    const deliveries: DeskDelivery[] = [];
    for (const row of rows) deliveries.push(...(await this.ofTicket(row, at)));
    const { place, more } = placeAfter(at, rows, PAGE, now);
    // Articles of a ticket that comes later in this pass may be as old as the pass.
    const articlesSince = more ? at.articlesSince : iso(Math.max(whenOf(at.articlesSince) ?? 0, now - OVERLAP));
    const next: At = { ...place, articlesSince, ...(at.ticketsOnly && { ticketsOnly: true }) };
    return { deliveries, cursor: JSON.stringify(next), more, readUpTo: more ? null : now };
  }

  private async ofTicket(row: Row, { articlesSince, ticketsOnly }: At): Promise<DeskDelivery[]> {
    const id = idOf(row['id']);
    if (id === undefined) return [];
    const ticket = {
      ...withoutTexts(row),
      priority: { name: row['priority'] },
      group: { name: row['group'] },
      customer: await this.person('users', row['customer_id']),
      organization: await this.person('organizations', row['organization_id']),
    };
    const shown: DeskDelivery = { body: { ticket, article: {} }, path: ['created'], snapshot: true };
    if (ticketsOnly) return [shown];
    const since = whenOf(articlesSince) ?? 0;
    const articles = (await this.articles(id)).filter((one) => (whenOf(one['created_at']) ?? 0) >= since);
    const said = articles.map((one): DeskDelivery => ({ body: { ticket, article: spoken(one) }, path: ['updated'] }));
    // The names of the triggers that tell everything: which fields have changed since is for the ticket to say.
    const stands: DeskDelivery = { body: { ticket, article: {} }, path: ['priority-and-group'], snapshot: true };
    return [shown, ...said, stands];
  }

  /** All but the first one, with which the ticket was created. */
  private async articles(ticketId: string): Promise<Row[]> {
    try {
      const { value } = await this.api.get(`/api/v1/ticket_articles/by_ticket/${ticketId}`);
      return rowsOf(value)
        .sort((a, b) => Number(a['id']) - Number(b['id']))
        .slice(1);
    } catch (error) {
      // Deleted meanwhile, or in a group that the token does not see.
      if (error instanceof ApiError && (error.trouble === 'missing' || error.trouble === 'refused')) return [];
      throw error;
    }
  }

  private person(kind: 'users' | 'organizations', id: unknown): Promise<Row> {
    const known = idOf(id);
    if (known === undefined) return Promise.resolve({});
    const path = `/api/v1/${kind}/${known}`;
    if (this.people.size >= REMEMBERED) this.people.clear();
    const asked = this.people.get(path) ?? this.vip(path);
    asked.catch(() => this.people.delete(path));
    this.people.set(path, asked);
    return asked;
  }

  private async vip(path: string): Promise<Row> {
    try {
      return { vip: rowOf((await this.api.get(path)).value)['vip'] === true };
    } catch (error) {
      if (error instanceof ApiError && (error.trouble === 'missing' || error.trouble === 'refused')) return {};
      throw error;
    }
  }
}

/** What people wrote is needed for policies that have replies scored, and nothing around it. */
function spoken({ subject: _subject, ...rest }: Row): Row {
  return rest;
}

/** What people wrote of the ticket is not needed here. */
function withoutTexts({ title: _title, note: _note, body: _body, subject: _subject, ...rest }: Row): Row {
  return rest;
}
