/**
 * What is safe to repair: missing workflows are started, missed facts told, workflows asked to look again. What a ticket
 * comes to is decided by its own workflow, never here.
 */
import { createHash } from 'node:crypto';
import type { Drift } from '../domain/audit/drift.js';
import type { KnownTicket } from '../client/description.js';
import type { TicketWorkflows } from '../client/ticket-workflows.js';
import { lookAgain, ticketChanged } from '../workflows/contract.js';
import type { TicketToOpen } from '../client/ticket-form.js';
import type { AuditedTicket, AuditStore } from '../store/audit-port.js';
import { untold } from './diff.js';
import type { TemporalQueries } from './temporal-queries.js';
import type { Repair } from './findings.js';

export interface Tools {
  temporal: TemporalQueries;
  workflows: TicketWorkflows;
  store: AuditStore;
  /** Begins to watch a ticket that the engine has never seen, with the policy for new tickets. */
  open(ticket: TicketToOpen): Promise<unknown>;
}

/** A workflow task is tried a second time after it has failed, or after its worker was killed. */
const STUCK = 2;

const REPAIRED: Repair = { repaired: true };

/** Repairs a drift of a ticket where that is safe. Rejects only when it cannot be known what came of it. */
export async function repair(tools: Tools, drift: Drift, ticket: AuditedTicket): Promise<Repair> {
  const { workflows, store } = tools;
  const { ticketId } = ticket;
  switch (drift.kind) {
    case 'workflow-missing':
      return ticket.engine ? takeUp(workflows, knownOf(ticket)) : openAnew(tools, ticket);
    case 'status-drifted':
    case 'field-drifted': {
      const changes = { eventId: eventIdOf(drift), ...untold(ticket) };
      await workflows.signalAgain(knownOf(ticket), 'taken up again', ticketChanged, changes);
      return REPAIRED;
    }
    case 'log-gap':
      return { repaired: (await store.restoreLog(ticketId)) >= ticket.engine!.state.seq };
    default:
      return askToLookAgain(workflows, ticketId);
  }
}

/** Makes a running workflow write its ticket down and decide what is due; one that cannot is stuck. */
export async function askToLookAgain(workflows: TicketWorkflows, ticketId: string): Promise<Repair> {
  const last = await workflows.standing(ticketId);
  // Looked at before it is signalled: a signal would begin the count of attempts anew.
  if (last.is === 'running' && last.attempts >= STUCK) {
    return { repaired: false, kind: 'task-stuck', detail: `the workflow task of ${ticketId} fails each time` };
  }
  return { repaired: await workflows.signal(ticketId, lookAgain) };
}

async function takeUp(workflows: TicketWorkflows, ticket: KnownTicket): Promise<Repair> {
  const { ticketId } = ticket;
  const last = await workflows.standing(ticketId);
  if (last.is === 'running') return REPAIRED; // visibility had not heard of it
  if (last.is === 'closed') {
    const detail = `the workflow of ${ticketId} ended because the ticket was closed, and the database says it is open`;
    return { repaired: false, detail };
  }
  await workflows.takeUp(ticket);
  return last.is === 'cut-short' ? { repaired: true, kind: 'workflow-ended' } : REPAIRED;
}

/** What the engine wrote of it. */
function knownOf({ ticketId, engine }: AuditedTicket): KnownTicket {
  if (!engine) return { ticketId };
  const { customerTier, slaHours, createdAt } = engine.state;
  return { ticketId, customerTier, slaHours, createdAt };
}

/** A document that only the help desk has written. */
async function openAnew({ open }: Tools, { ticketId, fields }: AuditedTicket): Promise<Repair> {
  const instant = (name: string) =>
    typeof fields[name] === 'number' ? { [name]: new Date(fields[name]).toISOString() } : {};
  const ticket = { ...fields, ticketId, ...instant('createdAt'), ...instant('lastActivityAt') };
  try {
    await open(ticket as unknown as TicketToOpen);
    return REPAIRED;
  } catch (error) {
    return { repaired: false, detail: `${ticketId} cannot be opened: ${(error as Error).message}` };
  }
}

/** The same for the same change: telling it twice is telling it once. */
function eventIdOf({ subject, mark }: Drift): string {
  return `audit:${createHash('sha256').update(`${subject} ${mark}`).digest('hex').slice(0, 32)}`;
}
