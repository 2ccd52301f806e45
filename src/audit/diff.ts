/** The drift of one ticket: what its document, its workflow and its log show, held against what the engine and the help desk want there. Pure. */
import type { TicketChanges } from '../domain/ticket/facts.js';
import type { Drift, DriftKind } from '../domain/audit/drift.js';
import type { ClockView } from '../domain/rules/clock-view.js';
import type { ClockName, Instant } from '../domain/rules/policy.js';
import { snapshot } from '../domain/records/snapshot.js';
import type { TicketField } from '../domain/ticket/ticket.js';
import type { AuditedState, AuditedTicket } from '../store/audit-port.js';

/** A running workflow, as Temporal's visibility shows it. */
export interface RunningWorkflow {
  ticketId: string;
  taskQueue: string;
  tier?: string;
  status?: string;
  priority?: string;
  nextDeadlineAt?: Instant;
}

/** The observed state of a ticket. The desired one is the engine's own, in the document's `engine`. */
export interface Observed {
  ticket: AuditedTicket;
  /** Undefined: no workflow is running. */
  watch: RunningWorkflow | undefined;
  /** Transitions of the ticket in the log. */
  logged: number;
  /** Deadlines before this instant have passed long enough ago. */
  overdueBefore: Instant;
}

export function diffTicket(observed: Observed): Drift[] {
  return [...diffCopies(observed), ...diffLog(observed)];
}

/**
 * The help desk's word comes first: telling it makes the engine write everything anew, and anything else that makes it write
 * would overwrite that word.
 */
function diffCopies({ ticket, watch, overdueBefore }: Observed): Drift[] {
  const { ticketId: subject, engine, rev, fields } = ticket;
  const found = (kind: DriftKind, mark: unknown, detail: string): Drift[] => [
    { kind, subject, mark: JSON.stringify(mark), detail },
  ];

  const changes = untold(ticket);
  if (Object.keys(changes).length > 0) {
    const said = Object.entries(changes).map(
      ([name, value]) => `${name} is ${value} there, ${engine!.state[name as TicketField]} for the engine`,
    );
    return found('status' in changes ? 'status-drifted' : 'field-drifted', [rev, changes], said.join('; '));
  }
  if (!watch) {
    if (engine?.state.closed) return [];
    return found(
      'workflow-missing',
      engine?.rev ?? null,
      `${subject} is ${String(fields['status'])} and nobody watches`,
    );
  }
  if (!engine) return found('copy-outdated', null, 'its workflow is running and has never written it down');

  const wrong = wronglyMirrored(ticket, engine.state);
  if (rev !== engine.rev) wrong.push(`rev is ${rev}, the engine wrote ${engine.rev}`);
  if (wrong.length > 0) return found('mirror-drifted', [rev, wrong], wrong.join('; '));

  const older = behind(engine.state, watch);
  if (older.length > 0) return found('copy-outdated', [rev, older], older.join('; '));

  const due = Math.min(...[fields['nextDeadlineAt'], watch.nextDeadlineAt].filter((one) => typeof one === 'number'));
  if (due < overdueBefore) {
    return found('deadline-overdue', due, `something was due at ${new Date(due).toISOString()}`);
  }
  return [];
}

function diffLog({ ticket: { ticketId: subject, engine }, logged }: Observed): Drift[] {
  const seq = engine?.state.seq ?? 0;
  if (logged >= seq) return [];
  return [{ kind: 'log-gap', subject, mark: String(seq), detail: `${logged} of ${seq} transitions are in the log` }];
}

const TOLD: Record<TicketField, 'string' | 'number'> = {
  status: 'string',
  priority: 'string',
  customerTier: 'string',
  assigneeGroup: 'string',
  slaHours: 'number',
};

/**
 * What the help desk has changed in the document: one of the fields that facts report, with a usable value that is not the
 * engine's. The engine writes these fields together with its own sub-document, so whoever changed one was somebody else.
 */
export function untold({ fields, engine }: AuditedTicket): TicketChanges {
  if (!engine) return {};
  const changed = Object.entries(TOLD).filter(([name, type]) => {
    const value = fields[name];
    const usable = typeof value === type && value !== '' && !(typeof value === 'number' && !(value > 0));
    return usable && value !== engine.state[name as TicketField];
  });
  return Object.fromEntries(changed.map(([name]) => [name, fields[name]]));
}

/** The engine's fields that do not follow from its own state. When it looks next is not in there. */
function wronglyMirrored({ fields }: AuditedTicket, state: AuditedState): string[] {
  const { ticketId: _id, nextDeadlineAt: _next, slaDueAt, clocks: _clocks, ...timeless } = snapshot(state, null);
  // When a clock of a policy is due follows from its calendar, which is not here.
  const written = state.clocks ? timeless : { ...timeless, slaDueAt };
  const wrong = Object.entries(written)
    .filter(([name, value]) => (fields[name] ?? null) !== value)
    .map(([name, value]) => `${name} is ${String(fields[name])}, the engine wrote ${String(value)}`);
  return [...wrong, ...wrongClocks(fields['clocks'], state)];
}

/** What of its clocks follows from its state alone. */
function wrongClocks(shown: unknown, { clocks }: AuditedState): string[] {
  if (!clocks) return (shown ?? null) === null ? [] : ['clocks are there, and its policy has none'];
  if (typeof shown !== 'object' || shown === null) return ['clocks are missing'];
  return Object.entries(shown as Record<string, Partial<ClockView> | null>).flatMap(([name, clock]) => {
    const kept = clocks[name as ClockName];
    if (!kept) return [];
    const { startedAt, target: targetMs, metAt, breachedAt } = kept;
    return Object.entries({ startedAt, targetMs, metAt, breachedAt })
      .filter(([field, value]) => (clock?.[field as keyof ClockView] ?? null) !== value)
      .map(([field, value]) => `${field} of clock ${name} is not ${String(value)}, which the engine wrote`);
  });
}

/** What the running workflow has published and the document does not say. */
function behind(state: AuditedState, watch: RunningWorkflow): string[] {
  return (['tier', 'status', 'priority'] as const)
    .filter((name) => watch[name] !== undefined && watch[name] !== state[name])
    .map((name) => `${name} is ${state[name]} there, ${watch[name]} in the workflow`);
}
