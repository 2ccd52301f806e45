/**
 * What each audit asks, however many tickets are open: questions that an index answers with a few ids, of tickets to compare at once.
 * In normal times the answers are empty but for tickets that were just opened.
 */
import type { DriftKind, Suspect } from '../domain/drift.js';
import type { Instant, Milliseconds } from '../domain/policy.js';
import type { EarlierAudit } from '../workflows/contract.js';
import type { Comparison } from './comparison.js';
import type { Notebook } from './notebook.js';
import type { Pace } from './pace.js';
import { askToLookAgain, type Tools } from './repair.js';

/** The longest answer of one question. */
export const ANSWER = 100;
/** Visibility may lag: what happened so long before the last audit is asked for once more. */
const LAG: Milliseconds = 60_000;
/** What the first audit of all looks back on. */
const FIRST_LOOK_BACK: Milliseconds = 60 * 60_000;

/** Kinds that are no ticket's: the others are looked at again by their ticket's id. */
const OF_NO_TICKET: readonly DriftKind[] = ['queue-unattended', 'comparison-behind'];

export interface Asking {
  tools: Tools;
  comparison: Comparison;
  notebook: Notebook;
  pace: Pace;
  earlier: EarlierAudit | null;
  /** What happened after this instant is left to itself: it may be in motion. */
  settledBefore: Instant;
  now: Instant;
}

/** Asks all questions. Resolves with where looking for tickets open for the help desk alone goes on. */
export async function askQuestions(asking: Asking): Promise<string> {
  const { tools, comparison, pace, earlier, settledBefore, now } = asking;
  const { engine } = tools;
  const since = earlier === null ? now - FIRST_LOOK_BACK : earlier.at - LAG;

  // What looked wrong before, first: whether it still does decides what is done about it.
  await inPages(pace, comparison, suspected(earlier?.suspects ?? []));
  const asked = await Promise.all([
    engine.overdue(settledBefore, ANSWER),
    engine.cutShort(since, ANSWER),
    engine.started(since, settledBefore, ANSWER),
  ]);
  await inPages(pace, comparison, [...new Set(asked.flat())]);
  await lookForStuckTasks(asking);
  return lookForStrays(asking);
}

function suspected(suspects: readonly Suspect[]): string[] {
  return [...new Set(suspects.filter(({ kind }) => !OF_NO_TICKET.includes(kind)).map(({ subject }) => subject))];
}

async function inPages(pace: Pace, comparison: Comparison, ticketIds: string[]): Promise<void> {
  for (let from = 0; from < ticketIds.length && pace.hasTime;) {
    from += await pace.page(async (size) => {
      const page = ticketIds.slice(from, from + size);
      await comparison.ids(page);
      return page.length;
    });
  }
}

/** Servers that do not know this question leave it to deadlines that pass, and to the pass. */
async function lookForStuckTasks({ tools: { engine }, notebook }: Asking): Promise<void> {
  for (const subject of await engine.reportedStuck(ANSWER)) {
    const detail = `the workflow task of ${subject} fails each time`;
    await notebook.look({ kind: 'task-stuck', subject, mark: 'reported', detail }, () =>
      askToLookAgain(engine, subject),
    );
  }
}

/** As long as there are more than fit into one answer, each audit takes the next ones. */
async function lookForStrays({ tools: { store }, comparison, pace, earlier }: Asking): Promise<string> {
  const after = earlier?.coverage.strayUpTo ?? '';
  if (!pace.hasTime) return after;
  let upTo = '';
  await pace.page(async (size) => {
    const page = await store.ticketsOpenForTheDeskAlone(after, size);
    await comparison.tickets(page);
    if (page.length === size) upTo = page.at(-1)!.ticketId;
    return page.length;
  });
  return upTo;
}
