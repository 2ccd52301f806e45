/** Chatwoot: conversations, those that were active last first, until they are older than what is known. */
import { iso } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import type { Api } from '../api.js';
import { ApiError } from '../api-error.js';
import type { Changes, Cursor, HelpDesk, DeskDelivery } from '../desk.js';
import { OVERLAP } from '../place.js';
import { idOf, rowOf, rowsOf, whenOf, type Row } from '../rows.js';

/** How many pages of messages of one conversation are read at most; a page has 20. */
const MOST_PAGES = 25;

interface At {
  /** What was active before is known. */
  since: string;
  /** The page that comes next in the pass under way, and when that began. */
  page: number;
  began?: string;
  ticketsOnly?: true;
}

export class Chatwoot implements HelpDesk {
  constructor(
    private readonly api: Api,
    private readonly account: string,
  ) {}

  from(since: Instant, ticketsOnly = false): Cursor {
    const at: At = { since: iso(since), page: 1, ...(ticketsOnly && { ticketsOnly: true as const }) };
    return JSON.stringify(at);
  }

  async changes(cursor: Cursor): Promise<Changes> {
    const at = JSON.parse(cursor) as At;
    const { value, at: now } = await this.api.get(`/api/v1/accounts/${this.account}/conversations`, {
      ...{ status: 'all', assignee_type: 'all', sort_by: 'last_activity_at_desc', page: at.page },
    });
    const rows = rowsOf(rowOf(rowOf(value)['data'])['payload']);
    const since = whenOf(at.since) ?? 0;
    const news = rows.filter((row) => lastActivity(row) >= since);
    const deliveries: DeskDelivery[] = [];
    for (const row of news) deliveries.push(...(await this.ofConversation(row, at)));
    // What becomes active meanwhile goes to the front, and pushes the rest to later pages: nothing is passed over.
    const began = at.began ?? iso(now);
    const more = rows.length > 0 && news.length === rows.length;
    const ends = Math.max(since, (whenOf(began) ?? now) - OVERLAP);
    const next: At = {
      ...(more ? { since: at.since, page: at.page + 1, began } : { since: iso(ends), page: 1 }),
      ...(at.ticketsOnly && { ticketsOnly: true }),
    };
    return { deliveries, cursor: JSON.stringify(next), more, readUpTo: more ? null : whenOf(began)! };
  }

  private async ofConversation(row: Row, { since, ticketsOnly }: At): Promise<DeskDelivery[]> {
    const id = idOf(row['id']);
    if (id === undefined) return [];
    const account = { id: Number(this.account) };
    const conversation: Row = {
      ...row,
      messages: [],
      updated_at: row['updated_at'] ?? row['last_activity_at'] ?? row['timestamp'],
    };
    const told = (event: string, rest: Row): DeskDelivery => ({ body: { ...rest, event, account } });
    const shown: DeskDelivery = { ...told('conversation_created', conversation), snapshot: true };
    if (ticketsOnly) return [shown];
    const messages = await this.messages(id, whenOf(since) ?? 0);
    return [
      shown,
      ...messages.map((one) => told('message_created', { ...spoken(one), conversation })),
      ...messages.filter(isRated).map((one) => told('message_updated', { ...spoken(one), conversation })),
      ...this.stands(conversation, told),
    ];
  }

  /** How it stands now. Which of that is news is for the ticket to say. */
  private stands(conversation: Row, told: (event: string, rest: Row) => DeskDelivery): DeskDelivery[] {
    const { priority, changed_attributes: _unknown, ...rest } = conversation;
    const changed = [{ priority: { current_value: priority } }];
    return [
      { ...told('conversation_updated', rest), snapshot: true },
      ...(priority === undefined
        ? []
        : [
            {
              ...told('conversation_updated', { ...conversation, changed_attributes: changed }),
              snapshot: true as const,
            },
          ]),
    ];
  }

  /** Messages since an instant, oldest first, and ratings, which say not when they were given. */
  private async messages(conversation: string, since: Instant): Promise<Row[]> {
    const found: Row[] = [];
    let before: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.pageOfMessages(conversation, before);
      found.unshift(...page.filter((one) => (whenOf(one['created_at']) ?? 0) >= since || isRated(one)));
      const oldest = page[0];
      if (!oldest || (whenOf(oldest['created_at']) ?? 0) < since) break;
      const id = idOf(oldest['id']);
      if (id === undefined || id === before) break;
      before = id;
    }
    return found;
  }

  private async pageOfMessages(conversation: string, before?: string): Promise<Row[]> {
    const path = `/api/v1/accounts/${this.account}/conversations/${conversation}/messages`;
    try {
      const { value } = await this.api.get(path, { before });
      return rowsOf(rowOf(value)['payload']).sort((a, b) => Number(a['id']) - Number(b['id']));
    } catch (error) {
      if (error instanceof ApiError && error.trouble === 'missing') return [];
      throw error;
    }
  }
}

function lastActivity(row: Row): Instant {
  const times = [row['last_activity_at'], row['timestamp'], row['updated_at']].map((one) => whenOf(one) ?? 0);
  return Math.max(...times);
}

function isRated(message: Row): boolean {
  return rowOf(rowOf(message['content_attributes'])['submitted_values'])['csat_survey_response'] !== undefined;
}

/** What people wrote is needed once, for policies that have replies scored. */
function spoken({ processed_message_content: _processed, attachments: _attachments, ...rest }: Row): Row {
  return rest;
}
