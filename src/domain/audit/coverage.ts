/** The rolling pass, in which the auditor compares every ticket with its workflow: how far it has come, and whether that is far enough. */
import type { Instant, Milliseconds } from '../rules/policy.js';

/** A pass under way. Open tickets and running workflows are gone through side by side, each in an order that can be resumed. */
export interface Pass {
  since: Instant;
  /** Tickets are compared in the order of their ids: up to this one so far. Null: all of them are. */
  ticketsUpTo: string | null;
  /** Workflows are looked up from the newest to the oldest: those that were started up to this instant are left. Null: none is. */
  workflowsFrom: Instant | null;
  /** Tickets compared so far. */
  tickets: number;
  /** Workflows looked up so far. */
  workflows: number;
  /** Other task queues than the auditor's own that its tickets were found to wait on. */
  queues: string[];
}

/** What is carried from audit to audit, in the result of the workflow; its size is bounded. */
export interface Coverage {
  pass: Pass;
  /** The last pass that came to its end. Null: none has yet. */
  last: (Pick<Pass, 'since' | 'tickets' | 'workflows' | 'queues'> & { until: Instant }) | null;
  /** How many tickets, and how many workflows, are gone through in a minute at most. */
  perMinute: number;
  /** Nothing is read for the pass before this instant: the database is to have nine tenths of the time for others. */
  restUntil: Instant;
  /** How many tickets are read at a time, found out from how long reading takes. */
  pageSize: number;
  /** What has happened up to this instant has been asked for, and those tickets have been compared. Null: nothing has been asked yet. */
  askedUpTo: Instant | null;
  /** Where looking for tickets that are open for the help desk alone goes on. Empty: at the beginning. */
  strayUpTo: string;
  /** Looking for deadlines that have passed goes on with workflows that were started up to this instant. Absent or null: with all. */
  overdueFrom?: Instant | null;
}

/** Pages begin small: how long reading takes is not known yet. */
const FIRST_PAGE = 25;
/** A pass may take so many times as long as its budget allows for at best. */
const LENIENCE = 2;
/** What a small number of tickets may take. */
const LEAST: Milliseconds = 10 * 60_000;
const MINUTE: Milliseconds = 60_000;

/** A pass that has not begun to compare anything. */
export function newPass(since: Instant): Pass {
  return { since, ticketsUpTo: '', workflowsFrom: since, tickets: 0, workflows: 0, queues: [] };
}

/** Where nothing has been compared yet. */
export function noCoverage(now: Instant, perMinute: number): Coverage {
  return {
    pass: newPass(now),
    last: null,
    perMinute,
    restUntil: 0,
    pageSize: FIRST_PAGE,
    askedUpTo: null,
    strayUpTo: '',
  };
}

export function isOver({ ticketsUpTo, workflowsFrom }: Pass): boolean {
  return ticketsUpTo === null && workflowsFrom === null;
}

/**
 * Where a list from the newest to the oldest goes on after an answer that was not all of it. Those of the same millisecond are looked up
 * once more, unless that would never get any further.
 */
export function earlierThan(from: Instant, oldest: Instant): Instant {
  return oldest < from ? oldest : from - 1;
}

/** Everything that was open at this instant has been compared since. */
export function comparedSince({ last, pass }: Coverage): Instant {
  return last?.since ?? pass.since;
}

/**
 * How old the coverage may be before something is wrong: ten minutes, and for each pass of two (the one that was completed and the one
 * under way) twice the time that its tickets take at the budget.
 */
export function mostAge({ last, pass, perMinute }: Coverage): Milliseconds {
  const things = Math.max(last?.tickets ?? 0, last?.workflows ?? 0, pass.tickets, pass.workflows);
  return LEAST + 2 * LENIENCE * (things / perMinute) * MINUTE;
}

export function isBehind(coverage: Coverage, now: Instant): boolean {
  return now - comparedSince(coverage) > mostAge(coverage);
}
