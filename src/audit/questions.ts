/**
 * What each audit asks, however many tickets are open: questions that an index answers with a few ids, of tickets to compare at once.
 * In normal times the answers are empty but for tickets that were just opened.
 */
import { earlierThan } from '../domain/audit/coverage.js';
import type { DriftKind, UnconfirmedDrift } from '../domain/audit/drift.js';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import type { EarlierAudit } from '../workflows/contract.js';
import type { Reconciler } from './reconciler.js';
import type { Findings } from './findings.js';
import type { Pace } from './pace.js';
import { askToLookAgain, type Tools } from './repair.js';
import type { StartedWorkflow } from './temporal-queries.js';

/** The longest answer of one question. Of the tickets that were just opened those that are not in it are left to the pass. */
const ANSWER = 100;
/** Visibility may lag: what happened so long before the last audit is asked for once more. */
const LAG: Milliseconds = 60_000;
/** What the first audit of all looks back on. */
const FIRST_LOOK_BACK: Milliseconds = 60 * 60_000;

/** Kinds that are no ticket's: the others are looked at again by their ticket's id. */
const OF_NO_TICKET: readonly DriftKind[] = ['queue-unattended', 'comparison-behind'];

export interface Asking {
  tools: Tools;
  reconciler: Reconciler;
  findings: Findings;
  pace: Pace;
  earlier: EarlierAudit | null;
  /** What happened after this instant is left to itself: it may be in motion. */
  upTo: Instant;
  now: Instant;
}

export interface QuestionsResult {
  /** There was time for all of them. */
  complete: boolean;
  /** Where looking for tickets that are open for the help desk alone goes on. */
  strayUpTo: string;
  /** Where looking for deadlines that have passed goes on; null: at the beginning. */
  overdueFrom: Instant | null;
}

/** Asks all questions, as far as there is time. */
export async function askQuestions(asking: Asking): Promise<QuestionsResult> {
  const { tools, reconciler, findings, pace, earlier, upTo, now } = asking;
  const { temporal } = tools;
  const askedUpTo = earlier?.coverage.askedUpTo ?? null;
  const since = askedUpTo === null ? now - FIRST_LOOK_BACK : askedUpTo - LAG;

  const unconfirmed = (earlier?.suspects ?? []).filter(isOfATicket);
  const drifted = [...new Set(unconfirmed.map(({ subject }) => subject))];
  const from = earlier?.coverage.overdueFrom ?? null;
  const [overdue, started] = await Promise.all([
    temporal.overdue(upTo, from, ANSWER),
    temporal.started(since, upTo, ANSWER),
  ]);
  const ticketIds = [...new Set([...overdue.map(({ ticketId }) => ticketId), ...started])];
  // What is new goes first: unconfirmed drift that nothing repairs would take the time of all the rest.
  await inPages(pace, reconciler, ticketIds);
  const allCutShort = await compareCutShort(asking, since);
  await inPages(pace, reconciler, drifted);
  await lookForStuckTasks(asking);
  const { askedForAll, strayUpTo } = await lookForStrays(asking);

  const isCompared = (ticketId: string) => reconciler.isCompared(ticketId);
  findings.keep(unconfirmed.filter((one) => !isCompared(one.subject)));
  const complete = askedForAll && allCutShort && [...drifted, ...ticketIds].every(isCompared);
  return { complete, strayUpTo, overdueFrom: nextOverdue(overdue, from, isCompared) };
}

/** As long as there are more than fit into one answer, each audit takes the next ones: what nobody can repair hides nothing. */
function nextOverdue(
  overdue: StartedWorkflow[],
  from: Instant | null,
  isCompared: (ticketId: string) => boolean,
): Instant | null {
  if (!overdue.every(({ ticketId }) => isCompared(ticketId))) return from;
  return overdue.length < ANSWER ? null : earlierThan(from ?? Infinity, overdue.at(-1)!.startedAt);
}

/** However many were terminated at once. What there is no time for is asked for again, and found by the pass. */
async function compareCutShort({ tools: { temporal }, reconciler, pace }: Asking, since: Instant): Promise<boolean> {
  for await (const page of temporal.cutShort(since, ANSWER)) {
    await inPages(pace, reconciler, page);
    if (!page.every((ticketId) => reconciler.isCompared(ticketId))) return false;
  }
  return true;
}

function isOfATicket({ kind }: UnconfirmedDrift): boolean {
  return !OF_NO_TICKET.includes(kind);
}

async function inPages(pace: Pace, reconciler: Reconciler, ticketIds: string[]): Promise<void> {
  for (let from = 0; from < ticketIds.length && pace.hasTime;) {
    from += await pace.page(async (size) => {
      const page = ticketIds.slice(from, from + size);
      await reconciler.ids(page);
      return page.length;
    });
  }
}

/** Servers that do not know this question leave it to deadlines that pass, and to the pass. */
async function lookForStuckTasks({ tools: { temporal, workflows }, findings }: Asking): Promise<void> {
  for (const subject of await temporal.reportedStuck(ANSWER)) {
    const detail = `the workflow task of ${subject} fails each time`;
    await findings.look({ kind: 'task-stuck', subject, mark: 'reported', detail }, () =>
      askToLookAgain(workflows, subject),
    );
  }
}

/** As long as there are more than fit into one answer, each audit takes the next ones. */
async function lookForStrays({ tools: { store }, reconciler, pace, earlier }: Asking) {
  const after = earlier?.coverage.strayUpTo ?? '';
  if (!pace.hasTime) return { askedForAll: false, strayUpTo: after };
  let strayUpTo = '';
  await pace.page(async (size) => {
    const page = await store.ticketsOpenForTheDeskAlone(after, size);
    await reconciler.tickets(page);
    if (page.length === size) strayUpTo = page.at(-1)!.ticketId;
    return page.length;
  });
  return pace.failed ? { askedForAll: false, strayUpTo: after } : { askedForAll: true, strayUpTo };
}
