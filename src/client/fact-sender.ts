/** Brings a fact to the run of its ticket, whatever has become of that. */
import { WorkflowNotFoundError, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import * as wire from '../workflows/contract.js';
import type { Calls } from './calls.js';
import type { KnownTicket } from './description.js';
import { EngineUnavailableError, TicketNotFoundError, UnconfirmedTicketError } from './errors.js';
import type { FactReceipt } from './facts.js';
import type { RungOptions } from './options.js';
import type { TicketWorkflows } from './ticket-workflows.js';

export class FactSender {
  constructor(
    private readonly calls: Calls,
    private readonly workflows: TicketWorkflows,
    private readonly knows: RungOptions['knows'],
  ) {}

  /**
   * Signals the run that is there, or one that is started for it.
   * @throws TicketNotFoundError, UnconfirmedTicketError
   */
  async send(
    ticketId: string,
    signal: wire.FactSignal,
    message: wire.FactMessage,
    { mayReopen, isUnconfirmed }: { mayReopen: boolean; isUnconfirmed: boolean },
  ): Promise<FactReceipt['outcome']> {
    if (await this.workflows.signal(ticketId, signal, message))
      return isUnconfirmed ? this.outcomeOf(ticketId, this.workflows.handle(ticketId), message, true) : 'accepted';
    const { is, known } = await this.workflows.standing(ticketId);
    if (is === 'absent') {
      const isKept = mayReopen && (await this.isKept(ticketId));
      if (isKept === false) throw new TicketNotFoundError(ticketId);
      return this.sendAgain(known, signal, message, isKept === undefined);
    }
    // An end that is not the workflow's own (an operator's, say) leaves a ticket that somebody has to watch.
    if (mayReopen || is !== 'closed') return this.sendAgain(known, signal, message, false);
    return 'ignored';
  }

  /** Whether the database has a ticket that Temporal does not know; undefined: only a run can look. */
  private async isKept(ticketId: string): Promise<boolean | undefined> {
    try {
      return await this.knows?.(ticketId);
    } catch (cause) {
      throw new UnconfirmedTicketError(ticketId, { cause });
    }
  }

  private async sendAgain(
    known: KnownTicket,
    signal: wire.FactSignal,
    message: wire.FactMessage,
    isUnconfirmed: boolean,
  ) {
    const handle = await this.workflows.signalAgain(known, 'reopened', signal, message);
    return this.outcomeOf(known.ticketId, handle, message, isUnconfirmed);
  }

  /** @param isUnconfirmed nobody can say yet whether there is such a ticket */
  private async outcomeOf(ticketId: string, handle: WorkflowHandle, message: wire.FactMessage, isUnconfirmed: boolean) {
    const reception = await this.receptionOf(handle, message.eventId);
    // A run that finds no ticket ends, and the fact with it.
    if (reception === 'unanswered' && isUnconfirmed) throw new UnconfirmedTicketError(ticketId);
    if (reception === 'unknown-ticket') throw new TicketNotFoundError(ticketId);
    return reception === 'ignored' ? 'ignored' : 'accepted';
  }

  /** The fact of a ticket that there is is safe once the signal is accepted; what becomes of it is asked for as long as patience lasts. */
  private async receptionOf(handle: WorkflowHandle, eventId: string): Promise<wire.Reception | 'unanswered'> {
    try {
      return await this.calls.ask(() => handle.executeUpdate(wire.received, { args: [{ eventId }] }));
    } catch (error) {
      if (error instanceof EngineUnavailableError) return 'unanswered';
      if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)) throw error;
      const { outcome } = (await handle.result()) as wire.TicketResult;
      return outcome === 'unknown-ticket' ? 'unknown-ticket' : 'ignored';
    }
  }
}
