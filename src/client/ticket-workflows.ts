/**
 * The one way to the workflow of a ticket.
 *
 * | the ticket is | in Temporal                                        | a fact                             | a command     | a question        |
 * | ------------- | -------------------------------------------------- | ---------------------------------- | ------------- | ----------------- |
 * | running       | a run that has its ticket                          | heard                              | answered      | answered          |
 * | loading       | a run that waits for the database                  | heard, decided on later            | answered late | null              |
 * | closed        | its last run has completed                         | ignored; one that may reopen it starts a run | refused | as it ended       |
 * | cut short     | its last run was terminated, cancelled or failed   | starts a run                       | starts a run  | as it was left    |
 * | absent        | no run: never opened, or closed and forgotten      | one that may reopen it starts a run | no such ticket | no such ticket   |
 *
 * A run that is started so (`mode: 'reopen'`) loads the ticket from the database, and ends as `unknown-ticket` where there is none.
 */
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type { SignalDefinition, TypedSearchAttributes, UpdateDefinition } from '@temporalio/common';
import type { TicketExplained } from '../domain/explain/explain.js';
import type { Instant } from '../domain/rules/policy.js';
import * as wire from '../workflows/contract.js';
import { published } from './attributes.js';
import type { Calls } from './calls.js';
import { describeTicket, type KnownTicket } from './description.js';
import { UnconfirmedTicketError } from './errors.js';

/** How the last run of a ticket stands, and what it has left to be read. */
export type RunStanding =
  | { is: 'running'; known: KnownTicket; attempts: number }
  /** `cut-short`: not by its own decision. */
  | { is: 'closed' | 'cut-short'; known: KnownTicket }
  | { is: 'absent'; known: KnownTicket };

/** Why a ticket that was watched before gets another run. */
export type Again = 'reopened' | 'taken up again';

export class TicketWorkflows {
  constructor(
    private readonly client: Client,
    private readonly calls: Calls,
    readonly taskQueue: string,
    /** Template of links to the help desk. */
    private readonly ticketUrl: string | undefined,
  ) {}

  /** Begins to watch a ticket that has no run and never had one that is remembered. False: it had. @throws UnconfirmedTicketError */
  async open(
    input: wire.TicketInput,
    known: KnownTicket,
    typedSearchAttributes: TypedSearchAttributes,
  ): Promise<boolean> {
    try {
      await this.start(input, known, typedSearchAttributes, 'REJECT_DUPLICATE');
      return true;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return (await this.wasNeverOpened(known.ticketId)) && this.openAnew(input, known, typedSearchAttributes);
    }
  }

  /** A run that was to take a ticket up which nobody had opened has left its id behind. @throws UnconfirmedTicketError while it looks */
  private async wasNeverOpened(ticketId: string): Promise<boolean> {
    const last = await this.ifThere(() => this.calls.make(() => this.handle(ticketId).describe()));
    if (last === 'absent') return false;
    // What was opened shows its tier; one that shows nothing still looks into the database.
    if (last.status.name === 'RUNNING' && showsNothing(published(ticketId, last)))
      throw new UnconfirmedTicketError(ticketId);
    return last.status.name === 'COMPLETED' && (await this.wasUnknown(ticketId));
  }

  private async wasUnknown(ticketId: string): Promise<boolean> {
    const { outcome } = (await this.calls.make(() => this.handle(ticketId).result())) as wire.TicketResult;
    return outcome === 'unknown-ticket';
  }

  private async openAnew(
    input: wire.TicketInput,
    known: KnownTicket,
    typedSearchAttributes: TypedSearchAttributes,
  ): Promise<boolean> {
    try {
      await this.start(input, known, typedSearchAttributes, 'ALLOW_DUPLICATE');
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw error;
    }
  }

  private start(
    input: wire.TicketInput,
    known: KnownTicket,
    typedSearchAttributes: TypedSearchAttributes,
    workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE',
  ) {
    return this.calls.make(() =>
      this.client.workflow.start(wire.TICKET_WORKFLOW, {
        ...this.options(known),
        ...{ workflowIdReusePolicy, workflowIdConflictPolicy: 'FAIL' as const, typedSearchAttributes, args: [input] },
      }),
    );
  }

  /** Takes the watch up again from what the database holds. A run that is there is left alone. */
  async takeUp(known: KnownTicket, why: Again = 'taken up again'): Promise<void> {
    await this.calls.make(() => this.client.workflow.start(wire.TICKET_WORKFLOW, this.again(known, why)));
  }

  /** Signals a run that is there. False: there is none. */
  async signal<A extends unknown[]>(ticketId: string, signal: SignalDefinition<A>, ...args: A): Promise<boolean> {
    const sent = await this.ifThere(() => this.calls.make(() => this.handle(ticketId).signal(signal, ...args)));
    return sent !== 'absent';
  }

  /** Signals the run that is there, or one that is started for it. */
  signalAgain<M>(known: KnownTicket, why: Again, signal: SignalDefinition<[M]>, message: M): Promise<WorkflowHandle> {
    const options = { ...this.again(known, why), signal, signalArgs: [message] as [M] };
    return this.calls.make(() => this.client.workflow.signalWithStart(wire.TICKET_WORKFLOW, options));
  }

  /** Asks a run that is there; `absent`: there is none. */
  update<R, M>(
    ticketId: string,
    update: UpdateDefinition<R, [M]>,
    updateId: string,
    message: M,
  ): Promise<R | 'absent'> {
    const asked = { updateId, args: [message] as [M] };
    return this.ifThere(() => this.calls.ask(() => this.handle(ticketId).executeUpdate(update, asked)));
  }

  /** Asks the run that is there, or one that is started for it. */
  updateAgain<R, M>(known: KnownTicket, update: UpdateDefinition<R, [M]>, updateId: string, message: M): Promise<R> {
    return this.calls.ask(() =>
      this.client.workflow.executeUpdateWithStart(update, {
        updateId,
        args: [message] as [M],
        startWorkflowOperation: new WithStartWorkflowOperation(
          wire.TICKET_WORKFLOW,
          this.again(known, 'taken up again'),
        ),
      }),
    );
  }

  /** What the workflow knows; null while it loads its ticket, `absent` when there is no run. */
  view(ticketId: string): Promise<wire.TicketStateView | null | 'absent'> {
    return this.ifThere(() => this.calls.make(() => this.handle(ticketId).query(wire.state)));
  }

  /** Why its rules did or did not fire; null and `absent` as for the view. */
  explain(ticketId: string, at: Instant): Promise<TicketExplained | null | 'absent'> {
    return this.ifThere(() => this.calls.make(() => this.handle(ticketId).query(wire.explain, { at })));
  }

  async standing(ticketId: string): Promise<RunStanding> {
    const last = await this.ifThere(() => this.calls.make(() => this.handle(ticketId).describe()));
    if (last === 'absent') return { is: 'absent', known: { ticketId } };
    const known = published(ticketId, last);
    if (last.status.name === 'RUNNING')
      return { is: 'running', known, attempts: last.raw.pendingWorkflowTask?.attempt ?? 0 };
    if (last.status.name !== 'COMPLETED') return { is: 'cut-short', known };
    // What was opened shows its tier; a run that has found no ticket has never shown anything.
    const isUnknown = showsNothing(known) && (await this.wasUnknown(ticketId));
    return isUnknown ? { is: 'absent', known: { ticketId } } : { is: 'closed', known };
  }

  private async ifThere<T>(call: () => Promise<T>): Promise<T | 'absent'> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'absent';
      throw error;
    }
  }

  /** Whatever run it has now. */
  handle(ticketId: string): WorkflowHandle {
    return this.client.workflow.getHandle(wire.ticketWorkflowId(ticketId));
  }

  private again(known: KnownTicket, why: Again) {
    const { ticketId, attributes } = known;
    return {
      ...this.options(known, why),
      ...(attributes && { typedSearchAttributes: attributes }),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
      args: [{ mode: 'reopen' as const, ticketId, tellsPolicy: true as const }],
    };
  }

  private options(known: KnownTicket, why?: Again) {
    const { taskQueue, ticketUrl } = this;
    const described = { ...known, ...(ticketUrl !== undefined && { ticketUrl }) };
    return { taskQueue, workflowId: wire.ticketWorkflowId(known.ticketId), ...describeTicket(described, why) };
  }
}

function showsNothing({ attributes }: KnownTicket): boolean {
  return !attributes?.getAll().length;
}
