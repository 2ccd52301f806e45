/** GitHub Issues of some repositories: issues, then comments, then events, each since the last time. */
import { iso } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import { ApiError } from '../api-error.js';
import type { Changes, Cursor, HelpDesk, DeskDelivery } from '../desk.js';
import { OVERLAP, placeAfter, type Place } from '../place.js';
import { idOf, rowOf, rowsOf, textOf, whenOf, type Row } from '../rows.js';
import type { GitHubAccess } from './github-access.js';
import { askForRedelivery, askForRedeliveryOfApp } from './github-redelivery.js';

const PAGE = 100;
/** How many pages of events are read at most: they come newest first. What is older is seen by the state of the issues. */
const MOST_PAGES = 30;
const REMEMBERED = 2_000;

const PHASES = ['issues', 'comments', 'events'] as const;

interface OfRepository {
  issues: Place;
  comments: Place;
  /** Comments and events from before are known, or belong to a time that nobody asked for. */
  since: string;
}

interface ReadPage {
  deliveries: DeskDelivery[];
  known: OfRepository;
  more: boolean;
  /** By the clock of GitHub. */
  now: Instant;
}

interface At {
  /** By its full name. */
  repositories: Record<string, OfRepository>;
  start: string;
  /** Which repository, and what of it, comes next. */
  turn: number;
  phase: (typeof PHASES)[number];
  began?: string;
  ticketsOnly?: true;
}

export class GitHub implements HelpDesk {
  private readonly seen = new Map<string, Row>();

  constructor(
    private readonly access: GitHubAccess,
    /** `owner/name` */
    private readonly repositories: readonly string[],
    /** The end of the webhook's address, by which our hook is known. */
    private readonly hookPath: string,
  ) {}

  from(since: Instant, ticketsOnly = false): Cursor {
    const at: At = {
      repositories: {},
      start: iso(since),
      turn: 0,
      phase: 'issues',
      ...(ticketsOnly && { ticketsOnly: true as const }),
    };
    return JSON.stringify(at);
  }

  async changes(cursor: Cursor): Promise<Changes> {
    const at = JSON.parse(cursor) as At;
    const repository = this.repositories[at.turn % this.repositories.length]!;
    const fresh = { since: at.start, page: 1 };
    const known = at.repositories[repository] ?? { issues: fresh, comments: fresh, since: at.start };
    const read = await this.read(at.phase, repository, known);
    const began = at.began ?? iso(read.now);
    const turns = !read.more && (at.phase === 'events' || at.ticketsOnly === true);
    const isLast = turns && at.turn + 1 >= this.repositories.length;
    const next: At = {
      repositories: { ...at.repositories, [repository]: turns ? { ...read.known, since: before(began) } : read.known },
      start: at.start,
      turn: isLast ? 0 : turns ? at.turn + 1 : at.turn,
      phase: read.more ? at.phase : turns ? 'issues' : PHASES[PHASES.indexOf(at.phase) + 1]!,
      ...(!isLast && { began }),
      ...(at.ticketsOnly && { ticketsOnly: true }),
    };
    const readUpTo = isLast ? whenOf(began)! : null;
    return { deliveries: read.deliveries, cursor: JSON.stringify(next), more: !isLast, readUpTo };
  }

  /** An App has a webhook of its own; whether it may see those of repositories is not asked. */
  async askAgain(): Promise<number> {
    const asApp = await this.access.asApp?.();
    if (asApp) return askForRedeliveryOfApp(asApp, this.hookPath);
    return askForRedelivery(await this.access.to(this.repositories[0]!), this.repositories, this.hookPath);
  }

  private read(phase: At['phase'], repository: string, known: OfRepository): Promise<ReadPage> {
    switch (phase) {
      case 'issues':
        return this.readIssues(repository, known);
      case 'comments':
        return this.readComments(repository, known);
      case 'events':
        return this.readEvents(repository, known);
    }
  }

  private async readIssues(repository: string, known: OfRepository): Promise<ReadPage> {
    const { since, page } = known.issues;
    const api = await this.access.to(repository);
    const { value, at: now } = await api.get(`/repos/${repository}/issues`, {
      ...{ state: 'all', sort: 'updated', direction: 'asc', since, page, per_page: PAGE },
    });
    const rows = rowsOf(value);
    const issues = rows.filter(isIssue);
    for (const issue of issues) this.remember(repository, issue);
    const deliveries = issues.flatMap((issue): DeskDelivery[] => [
      { ...told(repository, 'opened', issue), snapshot: true },
      ...(issue['state'] === 'closed' && issue['closed_at'] !== undefined ? [told(repository, 'closed', issue)] : []),
    ]);
    const { place, more } = placeAfter(known.issues, rows, PAGE, now);
    return { deliveries, known: { ...known, issues: place }, more, now };
  }

  private async readComments(repository: string, known: OfRepository): Promise<ReadPage> {
    const { since, page } = known.comments;
    const api = await this.access.to(repository);
    const { value, at: now } = await api.get(`/repos/${repository}/issues/comments`, {
      ...{ sort: 'updated', direction: 'asc', since, page, per_page: PAGE },
    });
    const rows = rowsOf(value);
    const deliveries: DeskDelivery[] = [];
    for (const comment of rows) {
      // An old one that was edited was told long ago.
      const isNew = (whenOf(comment['created_at']) ?? 0) >= whenOf(known.since)!;
      const number = /\/issues\/(\d+)$/.exec(textOf(comment['issue_url']) ?? '')?.[1];
      const issue = isNew && number !== undefined && (await this.issue(repository, number));
      if (issue) deliveries.push(told(repository, 'created', issue, { comment }));
    }
    const { place, more } = placeAfter(known.comments, rows, PAGE, now);
    return { deliveries, known: { ...known, comments: place }, more, now };
  }

  private async readEvents(repository: string, known: OfRepository): Promise<ReadPage> {
    const since = whenOf(known.since)!;
    const found: Row[] = [];
    const api = await this.access.to(repository);
    let now: Instant | undefined;
    for (let page = 1; page <= MOST_PAGES; page++) {
      const { value, at } = await api.get(`/repos/${repository}/issues/events`, { per_page: PAGE, page });
      now ??= at;
      const rows = rowsOf(value);
      found.push(...rows.filter((one) => (whenOf(one['created_at']) ?? 0) >= since));
      if (rows.length < PAGE || (whenOf(rows.at(-1)?.['created_at']) ?? 0) < since) break;
    }
    const deliveries = found.reverse().flatMap((event): DeskDelivery[] => {
      const action = textOf(event['event']) ?? '';
      const issue = rowOf(event['issue']);
      if (!EVENTS.includes(action) || !isIssue(issue)) return [];
      // As it was then, as far as ids of events are made of it.
      const then = {
        ...issue,
        updated_at: event['created_at'],
        ...(action === 'closed' && { closed_at: event['created_at'] }),
      };
      return [told(repository, action, then, { ...(event['label'] !== undefined && { label: event['label'] }) })];
    });
    return { deliveries, known, more: false, now: now! };
  }

  private async issue(repository: string, number: string): Promise<Row | undefined> {
    const known = this.seen.get(`${repository}#${number}`);
    if (known) return known;
    try {
      const api = await this.access.to(repository);
      const issue = rowOf((await api.get(`/repos/${repository}/issues/${number}`)).value);
      this.remember(repository, issue);
      return isIssue(issue) ? issue : undefined;
    } catch (error) {
      // Deleted, or gone to another repository.
      if (error instanceof ApiError && (error.trouble === 'missing' || error.trouble === 'unavailable')) {
        if (error.trouble === 'missing' || /redirect/.test(error.message)) return undefined;
      }
      throw error;
    }
  }

  private remember(repository: string, issue: Row): void {
    if (this.seen.size >= REMEMBERED) this.seen.clear();
    this.seen.set(`${repository}#${textOf(issue['number'])}`, issue);
  }
}

/** Those that the mapping makes something of. */
const EVENTS = ['closed', 'reopened', 'labeled', 'unlabeled', 'assigned', 'unassigned'];

/** A pull request is one, too. */
function isIssue(row: Row): boolean {
  return idOf(row['number']) !== undefined && row['pull_request'] === undefined;
}

function before(began: string): string {
  return iso(whenOf(began)! - OVERLAP);
}

function told(repository: string, action: string, issue: Row, rest: Row = {}): DeskDelivery {
  const { title: _title, body: _body, ...shown } = issue;
  return { body: { action, issue: shown, repository: { full_name: repository }, ...rest } };
}
