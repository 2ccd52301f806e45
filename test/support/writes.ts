/** Tickets, writes and alerts as the engine really makes them, for tests of what comes after it. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { decide } from '../../src/domain/ladder/decide.js';
import type { LogEntry, TransitionAlert } from '../../src/domain/ladder/decision.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import type { TicketWrite } from '../../src/domain/records/snapshot.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import type { NewTicket, TicketState } from '../../src/domain/ticket/ticket.js';
import { parsePolicy } from '../../src/policy/index.js';

export const NINE = Date.parse('2026-01-05T09:00:00Z');

const { policy, hash } = parsePolicy(
  readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8'),
  'default',
);

/** A database of a test file's own. */
export function databaseOf(file: string): string {
  return `rung_${basename(file, '.test.ts').replace(/\W/g, '_')}_${process.pid}_${Date.now().toString(36)}`;
}

/** A ticket of 24 h, opened at nine, and what `hours` later was decided. */
export function escalated(ticketId = 'T-1', hours = 18, ticket: Partial<NewTicket> = {}) {
  const opened = { ticketId, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24, ...ticket };
  const { state, effects, nextWakeAt } = decide(newTicketState(opened, policy, hash, NINE), NINE + hours * HOUR);
  const log: LogEntry[] = effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry] : []));
  const alerts: TransitionAlert[] = effects.flatMap((effect) => (effect.kind === 'alert' ? [effect.alert] : []));
  return { state, nextWakeAt, log, alerts, slack: alerts[0]!, email: alerts[1]! };
}

/** A write of a ticket by one chain of runs. Only a first one brings the policy, unless asked for. */
export function writeOf(
  { state, nextWakeAt, log }: { state: TicketState; nextWakeAt: number | null; log: LogEntry[] },
  {
    chain = 'chain-1',
    rev = 1,
    first = rev === 1,
    threads = {},
    withPolicy = first,
  }: Partial<TicketWrite['engine']> & { first?: boolean; withPolicy?: boolean } = {},
): TicketWrite {
  const { policy, ...rest } = state;
  const engine = { chain, rev, state: rest, threads };
  return { engine, nextDeadlineAt: nextWakeAt, ...(withPolicy && { policy }), first, log, alerts: [] };
}
