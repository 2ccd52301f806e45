/** The library a help desk's back end imports: open tickets, tell facts, give commands, ask. */
import { randomUUID } from 'node:crypto';
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowHandle,
} from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { TicketChanges } from '../domain/ticket/facts.js';
import type { Policy } from '../domain/rules/policy.js';
import { isClosing, newTicketState } from '../domain/ticket/ticket.js';
import * as wire from '../workflows/contract.js';
import { attributesAtStart, published } from './attributes.js';
import { Calls } from './calls.js';
import { describeTicket, type KnownTicket } from './description.js';
import { EngineUnavailableError, InvalidRequestError, TicketNotFoundError } from './errors.js';
import { readChanges } from './fact-form.js';
import { readId, readInstant, readScore, readTicketId } from './form.js';
import { listOpenTickets, type ListFilter, type OpenTicket } from './list.js';
import { readTicket, type TicketToOpen } from './ticket-form.js';

export interface RungOptions {
  client: Client;
  /** For new tickets; a running ticket keeps the policy it was opened with. Without it no ticket can be opened here. */
  policy?: { policy: Policy; hash: string };
  /** Default: `rung-tickets`. */
  taskQueue?: string;
  /** Template of links to the help desk, with `{ticketId}` in it, for the Web UI. Default: no links. */
  ticketUrl?: string;
  /** How long an answer may take, in milliseconds. Default: 10,000. */
  timeoutMs?: number;
}

export interface FactOptions {
  /** Unique for the ticket; telling the same fact again under the same id changes nothing. Default: a random id. */
  eventId?: string;
  /** When it happened. Default: now. */
  at?: string | Date;
}

export interface CommandOptions {
  /** Who asks. */
  by: string;
  /** Unique for the ticket; the same command under the same id is done once. Default: a random id. */
  commandId?: string;
}

/** `ignored`: the ticket is closed, and the fact changes nothing. */
export interface FactReceipt {
  outcome: 'accepted' | 'ignored';
}

/** Every call may throw EngineUnavailableError; calls about a ticket that was never opened throw TicketNotFoundError. */
export class Rung {
  private readonly taskQueue: string;
  private readonly calls: Calls;

  constructor(private readonly options: RungOptions) {
    this.taskQueue = options.taskQueue ?? wire.TASK_QUEUE;
    this.calls = new Calls(options.client, options.timeoutMs ?? 10_000);
  }

  /** Begins to watch a ticket. Opening a ticket that exists changes nothing. @throws InvalidRequestError */
  async openTicket(ticket: TicketToOpen): Promise<{ outcome: 'opened' | 'exists' }> {
    if (!this.options.policy)
      throw new InvalidRequestError('a ticket is opened with a policy, and this client has none');
    const { policy, hash } = this.options.policy;
    const now = Date.now();
    const opened = readTicket(ticket, policy, now);
    try {
      await this.calls.make(() =>
        this.options.client.workflow.start(wire.TICKET_WORKFLOW, {
          ...this.startOptions(opened.ticketId),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          ...describeTicket({ ...opened, policy: { policy, hash }, ...this.links() }),
          typedSearchAttributes: attributesAtStart(newTicketState(opened, policy, hash, now), now),
          args: [{ mode: 'open', ticket: opened, policy, policyHash: hash }],
        }),
      );
      return { outcome: 'opened' };
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return { outcome: 'exists' };
      throw error;
    }
  }

  /** The customer has replied. */
  customerReplied(ticketId: string, options?: FactOptions): Promise<FactReceipt> {
    return this.tell(ticketId, wire.customerReplied, options, {});
  }

  /** An agent has replied. */
  agentReplied(ticketId: string, options?: FactOptions): Promise<FactReceipt> {
    return this.tell(ticketId, wire.agentReplied, options, {});
  }

  /** The customer's mood was scored: -1 (angry) to 1 (happy). */
  async sentimentScored(ticketId: string, score: number, options?: FactOptions): Promise<FactReceipt> {
    return this.tell(ticketId, wire.sentimentScored, options, { score: readScore(score) });
  }

  /** The help desk has changed fields of the ticket. A status that is not closing reopens a closed ticket. */
  async ticketChanged(ticketId: string, changes: TicketChanges, options?: FactOptions): Promise<FactReceipt> {
    const read = readChanges(changes);
    const { status } = read;
    return this.tell(ticketId, wire.ticketChanged, options, read, status !== undefined && !isClosing(status));
  }

  /** The customer confirms that the problem is solved. */
  confirmResolution(ticketId: string, options?: FactOptions): Promise<FactReceipt> {
    return this.tell(ticketId, wire.resolutionConfirmed, options, {});
  }

  /** Somebody has seen it and takes it on. */
  acknowledge(ticketId: string, options: CommandOptions): Promise<wire.CommandAnswer> {
    return this.command(ticketId, wire.acknowledge, options, {});
  }

  /** Takes the ticket up, whatever the rules say. `to` defaults to one rung up. */
  escalate(ticketId: string, options: CommandOptions & { to?: string }): Promise<wire.CommandAnswer> {
    return this.command(ticketId, wire.escalate, options, options.to === undefined ? {} : { to: options.to });
  }

  /** Takes back the last step (`previous`, the default) or all of them (`base`). */
  deEscalate(ticketId: string, options: CommandOptions & { to?: 'previous' | 'base' }): Promise<wire.CommandAnswer> {
    return this.command(ticketId, wire.deEscalate, options, options.to === undefined ? {} : { to: options.to });
  }

  /** Everything the engine knows of a ticket; null while a reopened one is being loaded. */
  async getState(ticketId: string): Promise<wire.TicketStateView | null> {
    const handle = this.handle(ticketId);
    try {
      return await this.calls.make(() => handle.query(wire.state));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw new TicketNotFoundError(ticketId);
      throw error;
    }
  }

  /**
   * Open tickets, highest tier first, then next deadline first. Visibility may lag a second behind.
   * @param heard called for each ticket as it is heard of, long before the order is known
   */
  list(filter: ListFilter = {}, heard?: () => void): Promise<OpenTicket[]> {
    const ladder = this.options.policy?.policy.tiers.map((tier) => tier.name) ?? [];
    return listOpenTickets(this.options.client, this.calls, filter, ladder, heard);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.options.client.connection.close();
  }

  // ---- facts ----

  private async tell<M extends { eventId: string; at?: string }>(
    ticketId: string,
    signal: SignalDefinition<[M]>,
    options: FactOptions = {},
    fields: Omit<M, 'eventId' | 'at'>,
    mayReopen = false,
  ): Promise<FactReceipt> {
    readTicketId(ticketId);
    const at = new Date(options.at === undefined ? Date.now() : readInstant(options.at, 'at')).toISOString();
    const eventId = readId(options.eventId ?? randomUUID(), 'eventId');
    const message = { eventId, at, ...fields } as M;
    try {
      await this.calls.make(() => this.handle(ticketId).signal(signal, message));
      return { outcome: 'accepted' };
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    const { ended, known } = await this.endOf(ticketId);
    // An end that is not the workflow's own (an operator's, say) leaves a ticket that somebody has to watch.
    if (mayReopen || ended === 'cut-short') return this.reopen(known, signal, message);
    if (ended === 'unknown') throw new TicketNotFoundError(ticketId);
    return { outcome: 'ignored' };
  }

  /** How the last run of the ticket ended, and what it has left to be read. */
  private async endOf(ticketId: string): Promise<{ ended: 'completed' | 'cut-short' | 'unknown'; known: KnownTicket }> {
    try {
      const last = await this.calls.make(() => this.handle(ticketId).describe());
      return { ended: last.status.name === 'COMPLETED' ? 'completed' : 'cut-short', known: published(ticketId, last) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { ended: 'unknown', known: { ticketId } };
      throw error;
    }
  }

  private async reopen<M extends { eventId: string }>(
    known: KnownTicket,
    signal: SignalDefinition<[M]>,
    message: M,
  ): Promise<FactReceipt> {
    const { ticketId } = known;
    const handle = await this.calls.make(() =>
      this.options.client.workflow.signalWithStart(wire.TICKET_WORKFLOW, {
        ...this.again(known, 'reopened'),
        signal,
        signalArgs: [message],
      }),
    );
    const reception = await this.receptionOf(handle, message.eventId);
    if (reception === 'unknown-ticket') throw new TicketNotFoundError(ticketId);
    return { outcome: reception === 'ignored' ? 'ignored' : 'accepted' };
  }

  /** The fact is safe once the signal is accepted; what becomes of it is asked for as long as patience lasts. */
  private async receptionOf(handle: WorkflowHandle, eventId: string): Promise<wire.Reception> {
    try {
      return await this.calls.ask(() => handle.executeUpdate(wire.received, { args: [{ eventId }] }));
    } catch (error) {
      if (error instanceof EngineUnavailableError) return 'applied';
      if (!(error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError)) throw error;
      const { outcome } = (await handle.result()) as wire.TicketResult;
      return outcome === 'unknown-ticket' ? 'unknown-ticket' : 'ignored';
    }
  }

  // ---- commands ----

  private async command<M extends { commandId: string; by: string }>(
    ticketId: string,
    update: UpdateDefinition<wire.CommandAnswer, [M]>,
    { by, commandId = randomUUID() }: CommandOptions,
    fields: Omit<M, 'commandId' | 'by'>,
  ): Promise<wire.CommandAnswer> {
    const message = { commandId, by, ...fields } as M;
    const asked = { updateId: commandId, args: [message] as [M] };
    try {
      return await this.answer(update.name, () => this.handle(ticketId).executeUpdate(update, asked));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    const { ended, known } = await this.endOf(ticketId);
    if (ended === 'unknown') throw new TicketNotFoundError(ticketId);
    if (ended === 'completed') {
      return { accepted: false, reason: `ticket ${ticketId} is closed; set another status to reopen it first` };
    }
    const { workflow } = this.options.client;
    return this.answer(update.name, () =>
      workflow.executeUpdateWithStart(update, {
        ...asked,
        startWorkflowOperation: new WithStartWorkflowOperation(
          wire.TICKET_WORKFLOW,
          this.again(known, 'taken up again'),
        ),
      }),
    );
  }

  private async answer(name: string, ask: () => Promise<wire.CommandAnswer>): Promise<wire.CommandAnswer> {
    try {
      return await this.calls.ask(ask);
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      throw new InvalidRequestError(`${name} was refused: ${error.cause?.message ?? error.message}`, { cause: error });
    }
  }

  // ---- connection ----

  private handle(ticketId: string): WorkflowHandle {
    return this.options.client.workflow.getHandle(wire.ticketWorkflowId(readTicketId(ticketId)));
  }

  /** A new run, which loads what the database holds; one that is running is left alone. */
  private again(known: KnownTicket, why: string) {
    const { ticketId, attributes } = known;
    return {
      ...this.startOptions(ticketId),
      ...describeTicket({ ...known, ...this.links() }, why),
      ...(attributes && { typedSearchAttributes: attributes }),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
      args: [{ mode: 'reopen' as const, ticketId }],
    };
  }

  private links(): Pick<KnownTicket, 'ticketUrl'> {
    const { ticketUrl } = this.options;
    return ticketUrl === undefined ? {} : { ticketUrl };
  }

  private startOptions(ticketId: string) {
    return { taskQueue: this.taskQueue, workflowId: wire.ticketWorkflowId(ticketId) };
  }
}
