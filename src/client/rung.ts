/** The library a help desk's back end imports: open tickets, tell facts, give commands, ask. */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { CommandName } from '../domain/ticket/commands.js';
import type { TicketExplained } from '../domain/explain/explain.js';
import type { Instant, Policy } from '../domain/rules/policy.js';
import { newTicketState } from '../domain/ticket/new-ticket.js';
import { isClosing } from '../domain/ticket/ticket.js';
import { TEXT } from '../domain/forms/messages.js';
import { iso } from '../domain/time/instant.js';
import * as wire from '../workflows/contract.js';
import { attributesAtStart } from './attributes.js';
import { Calls } from './calls.js';
import { readRequest } from './command-form.js';
import type { CommandRequest } from './commands.js';
import { InvalidRequestError, TicketNotFoundError } from './errors.js';
import type { FactReceipt, FactToTell, OpenOptions, OpenReceipt } from './facts.js';
import { FactSender } from './fact-sender.js';
import { WithFactMethods } from './fact-methods.js';
import { readAs, readId, readInstant, readName, readScore, readTicketId } from './form.js';
import { countOpenTickets, listOpenTickets, type ListFilter, type OpenTicket } from './list.js';
import type { PolicyOfNewTickets, RungOptions } from './options.js';
import { PoliciesInUse } from './policies-in-use.js';
import { changeMessage, type PolicyChangeRequest } from './policy-change.js';
import { recordedLife, type RecordedLife } from './recorded-life.js';
import type { TicketToOpen } from './ticket-form.js';
import { TicketWorkflows } from './ticket-workflows.js';

export type { FactOptions, FactReceipt, FactToTell, OpenOptions, OpenReceipt, ReplyText } from './facts.js';
export type { PolicyOfNewTickets, RungOptions } from './options.js';

/** In milliseconds: so long ago is now. */
const JUST_NOW = 2_000;

/**
 * Every call may throw EngineUnavailableError and EngineRefusedError, and InvalidRequestError for what cannot be used; calls about a ticket
 * that was never opened throw TicketNotFoundError.
 */
export class Rung extends WithFactMethods {
  private readonly calls: Calls;
  private readonly workflows: TicketWorkflows;
  private readonly factSender: FactSender;
  private readonly inUse: PoliciesInUse | undefined;

  constructor(private readonly options: RungOptions) {
    super();
    const { client, taskQueue = wire.TASK_QUEUE, ticketUrl, policies, timeoutMs = 10_000 } = options;
    this.inUse = policies && PoliciesInUse.listedBy(policies);
    this.calls = new Calls(client, timeoutMs);
    this.workflows = new TicketWorkflows(client, this.calls, taskQueue, ticketUrl);
    this.factSender = new FactSender(this.calls, this.workflows, options.knows);
  }

  /** Begins to watch a ticket. Opening a ticket that exists changes nothing. @throws InvalidRequestError */
  async openTicket(ticket: TicketToOpen, { quietPast }: OpenOptions = {}): Promise<OpenReceipt> {
    if (!this.forNewTickets)
      throw new InvalidRequestError('a ticket is opened with a policy, and this client has none');
    const { policy, hash } = this.forNewTickets;
    const now = Date.now();
    const { readTicket } = await import('./ticket-form.js');
    const { value: opened, warnings } = readTicket(ticket, policy, now);
    const isNew = await this.workflows.open(
      { mode: 'open', ticket: opened, policy, policyHash: hash, yields: true, ...(quietPast && { quietPast }) },
      { ...opened, policy: { policy, hash } },
      attributesAtStart(newTicketState(opened, policy, hash, now), now),
    );
    return { outcome: isNew ? 'opened' : 'exists', ...(warnings.length > 0 && { warnings }) };
  }

  /**
   * Tells a fact of any kind. @throws InvalidRequestError
   * @param isUnconfirmed there may be no such ticket though a run has its name: what became of the fact is asked for
   */
  async tell(ticketId: string, fact: FactToTell, isUnconfirmed = false): Promise<FactReceipt> {
    readTicketId(ticketId);
    const at = iso(fact.at === undefined ? Date.now() : readInstant(fact.at, 'at'));
    const eventId = readId(fact.eventId ?? randomUUID(), 'eventId');
    const text =
      fact.type === 'customer_replied' && fact.text !== undefined ? readAs(TEXT, 'text', fact.text) : undefined;
    const { fields, warnings, mayReopen } = await this.factFields(ticketId, fact);
    const message = { eventId, at, ...fields };
    const outcome = await this.factSender.send(ticketId, wire.FACT_SIGNALS[fact.type], message, {
      mayReopen,
      isUnconfirmed,
    });
    const told = { outcome, ...(warnings.length > 0 && { warnings }) };
    if (text === undefined || outcome === 'ignored') return told;
    const scored = await this.scoreOf(text, eventId);
    if (!scored) return told;
    await this.tell(ticketId, { type: 'sentiment_scored', at, ...scored });
    return { ...told, score: scored.score };
  }

  /** Undefined: there is no score to tell. */
  private async scoreOf(text: string, eventId: string) {
    const policy = this.forNewTickets?.policy;
    if (!policy?.sentiment) return undefined;
    const { scoreOfReply } = await import('../sentiment/reply.js');
    return scoreOfReply(policy, text, eventId, this.options.scorers);
  }

  /** Gives a command by its name; each has a method of that name too. @throws InvalidRequestError */
  async command<N extends CommandName>(
    name: N,
    ticketId: string,
    options: CommandRequest<N>,
  ): Promise<wire.CommandAnswer> {
    const commandId = options.commandId ?? randomUUID();
    const message = { commandId, ...readRequest(name, options) };
    return this.ask(name, ticketId, wire.commandUpdate(name), commandId, message);
  }

  /**
   * Moves a running ticket to another policy; a ticket that is under it already stays as it is. What it was keeps its meaning
   * (docs/policy.md, "Changing a policy"). Refused if the ticket is closed, or if the policy lacks a tier of it that `tiers` does not name.
   * @throws InvalidRequestError
   */
  async changePolicy(ticketId: string, options: PolicyChangeRequest): Promise<wire.CommandAnswer> {
    const message = changeMessage(options, options.commandId ?? randomUUID());
    return this.ask(wire.changePolicy.name, ticketId, wire.changePolicy, message.commandId, message);
  }

  /** Everything the engine knows of a ticket; null while a reopened one is being loaded. */
  async getState(ticketId: string): Promise<wire.TicketStateView | null> {
    const view = await this.workflows.view(readTicketId(ticketId));
    if (view === 'absent') throw new TicketNotFoundError(ticketId);
    return view;
  }

  /** What the ticket has been told, as Temporal remembers it; undefined if it remembers nothing of it. */
  recordedLife(ticketId: string): Promise<RecordedLife | undefined> {
    return recordedLife(this.options.client, this.calls, readTicketId(ticketId));
  }

  /**
   * Why each rule of a ticket did or did not fire, what it waits for, and when it next could; null as for {@link getState}.
   * @param at for which instant. Default: now. One that lies ahead is as time alone will make it; one that is past is found in the ticket's history
   * @throws InvalidRequestError, also if Temporal has no history of that time any more
   */
  async explain(ticketId: string, at: string | Date = new Date()): Promise<TicketExplained | null> {
    const instant = readInstant(at, 'at');
    if (instant < Date.now() - JUST_NOW) return this.explainPast(readTicketId(ticketId), instant);
    const explained = await this.workflows.explain(readTicketId(ticketId), instant);
    if (explained === 'absent') throw new TicketNotFoundError(ticketId);
    return explained;
  }

  private async explainPast(ticketId: string, at: Instant): Promise<TicketExplained> {
    const [{ ticketAt }, { explainTicket }] = await Promise.all([
      import('./ticket-then.js'),
      import('../domain/explain/explain.js'),
    ]);
    const then = await ticketAt(this.options.client, this.calls, ticketId, at);
    if (then) return explainTicket(then.ticket, then.decidedAt, at);
    throw new InvalidRequestError(
      `Temporal has no history of ticket ${ticketId} at ${iso(at)}: it was not watched then, or that is forgotten`,
    );
  }

  /**
   * Open tickets, highest tier first, then next deadline first. Visibility may lag a second behind.
   * @param onEach called for each ticket as it comes, long before the order is known
   */
  list(filter: ListFilter = {}, onEach?: () => void): Promise<OpenTicket[]> {
    return listOpenTickets(this.options.client, this.calls, filter, this.forNewTickets?.policy, onEach);
  }

  /** How many open tickets there are, as far as visibility knows: it may lag a second behind. */
  count(filter: ListFilter = {}): Promise<number> {
    return countOpenTickets(this.options.client, this.calls, filter);
  }

  /** Whether Temporal answers and knows the namespace. @throws EngineUnavailableError, EngineRefusedError */
  async answers(): Promise<void> {
    const { client } = this.options;
    await this.calls.make(() => client.workflowService.describeNamespace({ namespace: client.options.namespace }));
  }

  /** Ends the connection. Calls that Temporal has not answered throw EngineUnavailableError. */
  async close(): Promise<void> {
    await this.options.client.connection.close();
  }

  /** Asks the ticket's workflow for something; a run that was cut short is begun again for it. */
  private async ask(
    name: string,
    ticketId: string,
    update: UpdateDefinition<wire.CommandAnswer, [unknown]>,
    commandId: string,
    message: unknown,
  ): Promise<wire.CommandAnswer> {
    readTicketId(ticketId);
    const answer = await this.answer(name, () => this.workflows.update(ticketId, update, commandId, message));
    if (answer !== 'absent') return answer;
    const { is, known } = await this.workflows.standing(ticketId);
    if (is === 'absent') throw new TicketNotFoundError(ticketId);
    if (is === 'closed') {
      return { accepted: false, reason: `ticket ${ticketId} is closed; set another status to reopen it first` };
    }
    return this.answer(name, () => this.workflows.updateAgain(known, update, commandId, message));
  }

  /** Whether replies are scored by the policy for new tickets, and what with. */
  get scoring(): Pick<Policy, 'sentiment'> {
    return this.forNewTickets?.policy ?? {};
  }

  private get forNewTickets(): PolicyOfNewTickets | undefined {
    const { policy } = this.options;
    return typeof policy === 'function' ? policy() : policy;
  }

  private async factFields(ticketId: string, fact: FactToTell) {
    switch (fact.type) {
      case 'sentiment_scored':
        return {
          fields: {
            score: readScore(fact.score),
            ...(fact.source !== undefined && { source: readName(fact.source, 'source') }),
          },
          warnings: [],
          mayReopen: false,
        };
      case 'ticket_changed': {
        const { readChanges } = await import('./ticket-form.js');
        const policy = await this.policyFor(ticketId);
        const { value, warnings } = readChanges(fact, policy);
        return { fields: value, warnings, mayReopen: value.status !== undefined && !isClosing(value.status, policy) };
      }
      case 'customer_replied':
        // Whether it comes in time is for the ticket to say.
        return { fields: {}, warnings: [], mayReopen: await this.maySomeReopen() };
      case 'agent_replied':
      case 'resolution_confirmed':
        return { fields: {}, warnings: [], mayReopen: false };
    }
  }

  /** The policy that a ticket's words are judged by: its own, where that knows other words than the one for new tickets. */
  private async policyFor(ticketId: string): Promise<Policy | undefined> {
    const present = this.forNewTickets;
    if (!present || !this.inUse) return present?.policy;
    await this.inUse.look();
    const { differing } = this.inUse.beside(present);
    if (differing.size === 0) return present.policy;
    const { policyHash = present.hash } = (await this.workflows.standing(ticketId)).known;
    return differing.get(policyHash) ?? present.policy;
  }

  /** Whether a reply may reopen a ticket, by whatever policy a ticket may have. */
  private async maySomeReopen(): Promise<boolean> {
    const present = this.forNewTickets;
    if (!present || present.policy.reopen !== undefined) return present !== undefined;
    await this.inUse?.look();
    return this.inUse?.beside(present).all.some(({ policy }) => policy.reopen !== undefined) ?? false;
  }

  private async answer<T>(name: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      throw new InvalidRequestError(`${name} was refused: ${error.cause?.message ?? error.message}`, { cause: error });
    }
  }
}
