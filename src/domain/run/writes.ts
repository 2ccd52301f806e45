/** When a write of the ticket is due, what it brings, and what its result means. Pure. */
import { isSamePolicy } from '../change/policy-change.js';
import { clocksOf } from '../rules/clock-view.js';
import type { ClockState } from '../rules/clocks.js';
import { CLOCKS, type Instant } from '../rules/policy.js';
import type { EngineRecord, TicketWrite, WriteResult } from '../records/snapshot.js';
import { haveSameDeskFields } from '../ticket/desk-fields.js';
import { readState } from '../ticket/older-states.js';
import type { TicketState } from '../ticket/ticket.js';
import { afterWrite, deferredUntil, hasUnwritten, slice } from './outbox.js';
import { opened, type DatabaseState, type RunState } from './state.js';

/** So many facts that only count make a write due. */
export const COUNTED_LIMIT = 20;

/** A ticket as the database has it. */
export function loaded({ chain: id, rev, state: kept, threads }: EngineRecord): RunState {
  const ticket = readState(kept);
  const state = { ...opened(ticket, id), chain: { id, rev, threads, known: true, heard: [] } };
  return {
    ...state,
    database: { ...state.database, due: false, written: actedOn(state, -Infinity), needsPolicy: false },
  };
}

/** When something will happen to the ticket by itself: the engine decides, or an alert goes out that waits for the hours of its target. */
export function deadlineOf(
  { nextDeadlineAt: decidesAt, outbox }: Pick<RunState, 'nextDeadlineAt' | 'outbox'>,
  now: Instant,
): Instant | null {
  const goesOutAt = deferredUntil(outbox, now);
  return decidesAt === null || goesOutAt === null ? (decidesAt ?? goesOutAt) : Math.min(decidesAt, goesOutAt);
}

/**
 * What others act on: a write is due when it changes. Whatever else changes goes with the next write. For tags and the help desk's own
 * fields see `noteChanges`.
 */
function actedOn(state: Pick<RunState, 'ticket' | 'nextDeadlineAt' | 'outbox'>, now: Instant): string {
  const { ticket } = state;
  const { status, priority, customerTier, slaHours, assigneeGroup, tier, seq, closed, held, acknowledged } = ticket;
  const { slaBreachedAt } = ticket;
  const fields = [status, priority, customerTier, slaHours, assigneeGroup, tier, seq, closed, slaBreachedAt];
  const clocks = ticket.clocks && CLOCKS.map((name) => changesOf(ticket.clocks![name]));
  return JSON.stringify([...fields, deadlineOf(state, now), held, acknowledged, ...(clocks ?? [])]);
}

/** All but how far it has come: that follows from the time. */
function changesOf(clock: ClockState | undefined): unknown {
  if (!clock) return null;
  const { elapsed: _elapsed, since: _since, ...changes } = clock;
  return changes;
}

/**
 * Notes what a wake has changed.
 * @param before the ticket before the wake
 * @param wake how many facts it heard; `flush`: whatever has changed since the last write is to be written now
 * @param writesDeskFields asked only where it matters: a change of tags or fields makes a write due
 */
export function noteChanges(
  state: RunState,
  before: TicketState,
  { facts, flush }: { facts: number; flush: boolean },
  now: Instant,
  writesDeskFields: () => boolean,
): DatabaseState {
  const { database, ticket, outbox, nextDeadlineAt } = state;
  const counted = database.counted + (ticket === before ? 0 : Math.max(facts, 1));
  const atOnce = flush || ticket.closed || nextDeadlineAt === null || counted >= COUNTED_LIMIT;
  const due =
    database.due ||
    hasUnwritten(outbox) ||
    actedOn(state, now) !== database.written ||
    (counted > 0 && atOnce) ||
    (!haveSameDeskFields(ticket, before) && writesDeskFields());
  return { ...database, counted, due };
}

/** The write that is due, and the state once it has been asked for. */
export function compose(state: RunState, now: Instant): { state: RunState; write: TicketWrite } {
  const { ticket, database } = state;
  // By the clock, not only by counting: so it grows over a chain that was reset or terminated, too.
  const chain = { ...state.chain, rev: Math.max(state.chain.rev + 1, now) };
  const { policy, ...withoutPolicy } = ticket;
  const { id, rev, threads, known } = chain;
  const { outbox, log, alerts } = slice(state.outbox);
  const write: TicketWrite = {
    engine: { chain: id, rev, threads, state: withoutPolicy },
    nextDeadlineAt: deadlineOf(state, now),
    ...clocksOf(ticket, now),
    ...(database.needsPolicy && { policy }),
    first: !known,
    log,
    alerts,
  };
  return {
    state: {
      ...state,
      chain,
      outbox,
      database: { ...database, due: false, counted: 0, written: actedOn(state, now) },
    },
    write,
  };
}

/** What the result of a write means, but for an earlier chain. */
export function saved(
  state: RunState,
  write: TicketWrite,
  result: Exclude<WriteResult, { outcome: 'earlier-chain' }> | { outcome: 'later' },
): RunState {
  const { chain, database } = state;
  switch (result.outcome) {
    case 'saved': {
      const outbox = afterWrite(state.outbox, write);
      const due = database.due || hasUnwritten(outbox);
      return {
        ...state,
        outbox,
        chain: { ...chain, known: true, heard: [] },
        database: { ...database, due, needsPolicy: database.needsPolicy && !bringsPolicyOf(write, state), away: false },
      };
    }
    case 'outdated':
      return {
        ...state,
        chain: { ...chain, rev: Math.max(chain.rev, result.rev) },
        database: { ...database, due: true },
      };
    case 'policy-missing':
      return { ...state, database: { ...database, due: true, needsPolicy: true } };
    case 'later':
      return { ...state, database: { ...database, due: true, away: true } };
  }
}

/** The ticket may have been moved to another policy while the write was on its way. */
function bringsPolicyOf({ policy, engine }: TicketWrite, { ticket }: RunState): boolean {
  return policy !== undefined && isSamePolicy({ policy, policyHash: engine.state.policyHash }, ticket);
}
