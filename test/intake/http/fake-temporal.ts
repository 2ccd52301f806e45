/** A Temporal client for tests: tickets in memory that hear facts with the real `applyFact` and decide with the real `decide`. It may be down, or slow. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { attributesAtStart } from '../../../src/client/attributes.js';
import { decide } from '../../../src/domain/ladder/decide.js';
import { applyCommand, COMMANDS, type Command } from '../../../src/domain/ticket/commands.js';
import { applyFact, rememberId, type Fact } from '../../../src/domain/ticket/facts.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { viewTicket } from '../../../src/domain/ticket/view.js';
import { FACT_SIGNALS, TICKET_WORKFLOW, ticketIdOf, type TicketInput } from '../../../src/workflows/contract.js';

interface Named {
  name: string;
}

export class FakeTemporal {
  readonly tickets = new Map<string, TicketState>();
  /** Every signal that was taken, by ticket. */
  readonly heard: { ticketId: string; type: string; eventId: string }[] = [];
  /** What those signals carried: it would be in histories. */
  readonly carried: object[] = [];
  /** Ids that are taken by runs which have found no ticket. */
  readonly neverOpened = new Set<string>();
  isDown = false;
  /** Temporal takes everything, and nobody looks whether there is a ticket that it does not know. */
  hasNoWorker = false;
  /** Tickets that runs are looking for, with what they have taken meanwhile: it is gone when they find none. */
  readonly looking = new Set<string>();
  /** How long each call takes, in milliseconds. */
  delay = 0;
  calls = 0;

  readonly client = {
    options: { namespace: 'default' },
    connection: { close: async () => undefined },
    workflowService: { describeNamespace: () => this.call(() => ({})) },
    withDeadline: (deadline: number, call: () => Promise<unknown>) => this.within(deadline - Date.now(), call),
    workflow: {
      start: (_type: string, { args, workflowIdReusePolicy }: { args: [TicketInput]; workflowIdReusePolicy: string }) =>
        this.call(() => this.open(args[0], workflowIdReusePolicy === 'ALLOW_DUPLICATE')),
      getHandle: (id: string) => this.handle(id),
      list: () => this.list(),
      executeUpdateWithStart: (
        update: Named,
        {
          args,
          startWorkflowOperation,
        }: { args: [Record<string, unknown>]; startWorkflowOperation: { options: { workflowId: string } } },
      ) => this.call(() => this.command(ticketIdOf(startWorkflowOperation.options.workflowId), update.name, args[0])),
      signalWithStart: (_type: string, options: { workflowId: string; signal: Named; signalArgs: [object] }) =>
        this.call(() => {
          if (!this.tickets.has(ticketIdOf(options.workflowId)))
            return this.unknownTicket(ticketIdOf(options.workflowId));
          this.signal(options.workflowId, options.signal, options.signalArgs[0]);
          return this.handle(options.workflowId);
        }),
    },
  } as unknown as Client;

  private handle(workflowId: string) {
    const ticketId = ticketIdOf(workflowId);
    return {
      signal: (signal: Named, message: object) => this.call(() => this.signal(workflowId, signal, message, true)),
      query: () => this.call(() => this.view(this.found(ticketId))),
      describe: () =>
        this.call(() => ({
          status: { name: this.hasEnded(ticketId) ? 'COMPLETED' : 'RUNNING' },
          typedSearchAttributes: this.shown(ticketId),
          raw: {},
        })),
      result: () => this.call(() => ({ outcome: this.tickets.has(ticketId) ? 'closed' : 'unknown-ticket' })),
      executeUpdate: (update: Named, { args }: { args: [Record<string, unknown>] }) =>
        this.call(() => {
          if (this.hasNoWorker) throw new WorkflowUpdateRPCTimeoutOrCancelledError('nobody has answered');
          return update.name in COMMANDS ? this.command(ticketId, update.name, args[0]) : 'applied';
        }),
    };
  }

  private view(ticket: TicketState) {
    return { ...viewTicket(ticket, Date.now()), rev: 1, undeliverable: [] };
  }

  /** A run that was to take up a ticket which there is not: it ends, and its id is taken. */
  private unknownTicket(ticketId: string) {
    this.neverOpened.add(ticketId);
    if (this.hasNoWorker) {
      this.looking.add(ticketId);
      const noAnswer = new WorkflowUpdateRPCTimeoutOrCancelledError('nobody has answered');
      return { executeUpdate: () => Promise.reject(noAnswer) };
    }
    return { executeUpdate: async () => 'unknown-ticket' };
  }

  /** A run that looks for its ticket shows nothing. */
  private shown(ticketId: string): TypedSearchAttributes {
    const ticket = this.tickets.get(ticketId);
    return ticket ? attributesAtStart(ticket, Date.now()) : new TypedSearchAttributes();
  }

  private isLooking(ticketId: string): boolean {
    return this.hasNoWorker && this.looking.has(ticketId) && !this.tickets.has(ticketId);
  }

  private hasEnded(ticketId: string): boolean {
    if (this.isLooking(ticketId)) return false;
    return (this.neverOpened.has(ticketId) && !this.tickets.has(ticketId)) || this.found(ticketId).closed;
  }

  private found(ticketId: string): TicketState {
    const ticket = this.tickets.get(ticketId);
    if (!ticket) throw new WorkflowNotFoundError('there is none', ticketId, undefined);
    return ticket;
  }

  private open(input: TicketInput, again: boolean): void {
    if (input.mode !== 'open') return;
    const { ticketId } = input.ticket;
    if (this.tickets.has(ticketId) || (this.neverOpened.has(ticketId) && !again))
      throw new WorkflowExecutionAlreadyStartedError('', ticketId, TICKET_WORKFLOW);
    const opened = newTicketState(input.ticket, input.policy, input.policyHash, Date.now());
    this.tickets.set(ticketId, decide(opened, Date.now()).state);
  }

  private signal(workflowId: string, { name }: Named, message: object, mustRun = false): void {
    const ticketId = ticketIdOf(workflowId);
    if (this.isLooking(ticketId)) return;
    const ticket = this.found(ticketId);
    if (mustRun && ticket.closed) throw new WorkflowNotFoundError('it has ended', ticketId, undefined);
    const type = Object.entries(FACT_SIGNALS).find(([, signal]) => signal.name === name)![0] as Fact['type'];
    const { at, ...rest } = message as { at: string; eventId: string };
    const fact = { ...rest, type, at: Date.parse(at) } as Fact;
    this.heard.push({ ticketId, type, eventId: fact.eventId });
    this.carried.push(message);
    const { state } = applyFact(ticket, fact, Date.now());
    this.tickets.set(ticketId, decide(state, Date.now()).state);
  }

  private command(ticketId: string, name: string, { commandId, ...given }: Record<string, unknown>) {
    const ticket = this.found(ticketId);
    const standing = (state: TicketState) => ({ accepted: true, tier: state.tier, seq: state.seq });
    const remembered = rememberId(ticket, commandId as string);
    if (remembered === 'repeat') return { ...standing(ticket), repeated: true };
    const { type } = COMMANDS[name as keyof typeof COMMANDS];
    // An update carries instants as ISO-8601.
    const { until } = given;
    const instants = typeof until === 'string' ? { until: Date.parse(until) } : {};
    const done = applyCommand(remembered, { type, commandId, ...given, ...instants } as Command, Date.now());
    if ('refused' in done) return { accepted: false, reason: done.refused };
    this.tickets.set(ticketId, done.state);
    return standing(done.state);
  }

  private async *list() {
    await this.call(() => undefined);
    for (const [ticketId, ticket] of this.tickets) {
      if (ticket.closed) continue;
      yield { workflowId: `ticket/${ticketId}`, typedSearchAttributes: attributesAtStart(ticket, Date.now()) };
    }
  }

  private async call<T>(answer: () => T): Promise<T> {
    this.calls++;
    if (this.delay > 0) await sleep(this.delay, undefined, { ref: false });
    if (this.isDown) throw noAnswer();
    return answer();
  }

  private async within<T>(ms: number, call: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(noAnswer(4)), Math.max(0, ms)).unref();
    });
    return Promise.race([call(), late]).finally(() => clearTimeout(timer));
  }
}

/** As gRPC says that nobody is there. */
function noAnswer(code = 14): Error {
  return Object.assign(new Error('14 UNAVAILABLE: nobody there'), { code, details: 'nobody there', metadata: {} });
}
