/** The life of one ticket, from its creation to its end: one loop that takes in what has happened, decides, and asks for effects. */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  log,
  patched,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { explainTicket } from '../domain/explain/explain.js';
import { upcoming } from '../domain/ladder/decide.js';
import { snapshot, type EngineRecord } from '../domain/records/snapshot.js';
import { clocksOf } from '../domain/rules/clock-view.js';
import { sizeOf } from '../domain/ticket/limits.js';
import { readState } from '../domain/ticket/older-states.js';
import type { TicketState } from '../domain/ticket/ticket.js';
import { loadTicket } from './activities.js';
import { LongRun } from './continue-as-new.js';
import { ticketIdOf, type Reception, type TicketInput, type TicketResult, type TicketStateView } from './contract.js';
import { deadlineOf, loaded } from '../domain/run/writes.js';
import { currentDetails, timerSummary } from './details.js';
import { Dispatcher } from './dispatcher.js';
import { Inbox } from './inbox.js';
import { KeptTimer } from './kept-timer.js';
import { handedOver, isEmpty } from '../domain/run/outbox.js';
import { SLOW_ALERTS_SUMMARY, writeWaitsUntil, HOURS_SUMMARY, plan } from '../domain/run/plan.js';
import { opened, type RunState } from '../domain/run/state.js';
import { SearchAttributes } from './search-attributes.js';
import { stateView } from './state-view.js';
import { Trace } from './trace.js';
import { begun } from '../domain/run/beginning.js';
import { wake, type Woken } from '../domain/run/wake.js';

/** In bytes; an input of 2 MB is refused. */
const HANDED_OVER_AT_MOST = 1_000_000;

export async function ticketWorkflow(input: TicketInput): Promise<TicketResult> {
  return new TicketRun(input).run();
}

class TicketRun {
  private readonly inbox: Inbox;
  private readonly timer = new KeptTimer(() => this.inbox.add({ kind: 'fired' }));
  /** For a write that waits for slow alerts. */
  private readonly waiting = new KeptTimer(() => this.inbox.add({ kind: 'waited-for-long' }));
  /** For alerts that wait for the hours of their targets. */
  private readonly hours = new KeptTimer(() => this.inbox.add({ kind: 'hours-open' }));
  private readonly dispatcher: Dispatcher;
  private readonly longRun: LongRun;
  private readonly searchAttributes: SearchAttributes;
  private readonly trace = new Trace();
  /** Null while a reopened ticket is being loaded, and when there is no such ticket. */
  private state: RunState | null = null;
  private isUnknown = false;
  /** What was heard goes to the next run, which may be able to load the ticket. */
  private isHandedOver = false;

  constructor(private readonly input: TicketInput) {
    const heard = input.mode === 'reopen' ? input.heard : undefined;
    this.inbox = new Inbox(input.mode === 'continue' ? input.carried.malformed : heard?.malformed, heard?.facts);
    this.dispatcher = new Dispatcher(this.inbox);
    this.longRun = new LongRun(this.inbox, this.dispatcher, input.limits);
    this.searchAttributes = new SearchAttributes(input.mode === 'reopen' && input.tellsPolicy === true);
  }

  /** Watches the ticket until it is closed and everything it owes the world is done, or a next run takes over. */
  async run(): Promise<TicketResult> {
    this.inbox.listen({
      view: () => this.view(),
      explain: (at) => this.state && explainTicket(this.state.ticket, Date.now(), at),
      receptionOf: (eventId) => this.receptionOf(eventId),
    });
    this.state = await this.begin();
    while (!this.isOver()) {
      if (this.state) this.pass(this.state);
      else this.refuseAll();
      if (this.state && this.longRun.isReadyAt(Date.now())) await this.continueAsNew(this.state);
      await condition(() => !this.inbox.isEmpty || this.isOver() || this.longRun.isReady);
      // Everything that came with this workflow task (messages, a timer, ended activities) is taken in before it is acted on. On replay several
      // tasks may come as one (see trace.ts), messages first; what the loop finds must be the same both times. What is not true at once is
      // looked at again only when nothing else is left to run.
      let asked = 0;
      await condition(() => asked++ > 0);
    }
    return this.result();
  }

  /** A reopened ticket is loaded before anything is decided, however long the database takes. */
  private async begin(): Promise<RunState | null> {
    const { input } = this;
    const { workflowId, firstExecutionRunId } = workflowInfo();
    if (input.mode === 'continue') {
      const { state } = input.carried;
      return { ...state, ticket: readState(state.ticket) };
    }
    if (input.mode === 'open') {
      const { state, effects } = begun(input, Date.now());
      return opened(state, firstExecutionRunId, effects);
    }
    const ticketId = ticketIdOf(workflowId);
    const engine = await this.load(ticketId);
    this.isUnknown = engine === null;
    return engine && loaded(engine);
  }

  /** Waits for as long as it takes, though not in one run: what a long one has heard is handed over. */
  private async load(ticketId: string): Promise<EngineRecord | null> {
    const scope = new CancellationScope();
    const loading = scope.run(() => loadTicket.executeWithOptions({ summary: `load ${ticketId}` }, [ticketId]));
    const engine = await Promise.race([loading, condition(() => this.longRun.isLong)]);
    if (engine !== undefined) return engine;
    const { inbox, input } = this;
    const facts = inbox.factsBy(Date.now());
    // The next run could not be started with it. This one can hear as much again; then the server refuses what comes, and says so.
    if (sizeOf(facts) > HANDED_OVER_AT_MOST) return loading;

    loading.catch(() => undefined);
    scope.cancel();
    this.isHandedOver = true;
    inbox.refuseCommands(`ticket ${ticketId} is still being loaded; try again`);
    await condition(allHandlersFinished);
    const heard = { facts, malformed: inbox.malformed };
    const limits = input.limits && { limits: input.limits };
    const tellsPolicy = input.mode === 'reopen' && input.tellsPolicy && { tellsPolicy: input.tellsPolicy };
    return continueAsNew<typeof ticketWorkflow>({ mode: 'reopen', ticketId, heard, ...tellsPolicy, ...limits });
  }

  /** Takes in what has happened, and asks for what follows from it. */
  private pass(before: RunState): void {
    const now = Date.now();
    const { dispatcher } = this;
    const { items, signals } = this.inbox.take(now);
    const woken = wake(before, items, dispatcher.underWay, now, () =>
      patched('tags and fields are written when they change'),
    );
    const planned = plan(woken.state, this.writeWaits(woken.state, now), dispatcher.underWay, now, () =>
      patched('a dropped alert is recorded before the next one goes out'),
    );
    const { state } = planned;
    this.state = state;

    const isArmed = this.setTimer(woken, now);
    for (const alert of state.outbox.alerts) if (alert.superseded !== undefined) dispatcher.cancel(alert.key);
    if (state.chain.id !== before.chain.id) {
      // Alerts of the chain that was given up for an earlier one.
      const owed = new Set(state.outbox.alerts.map(({ key }) => key));
      for (const key of dispatcher.underWay) if (!owed.has(key)) dispatcher.cancel(key);
    }
    const isScheduled = dispatcher.dispatch(planned);
    if (isScheduled) this.longRun.hasScheduled();
    const shown = snapshot(state.ticket, deadlineOf(state, now), clocksOf(state.ticket, now).clocks);
    if (woken.answers.some(([{ command }, { accepted }]) => accepted && command.type === 'change_policy')) {
      this.searchAttributes.policyChanged();
    }
    const isPublished = this.searchAttributes.publish(shown, state.ticket.policyHash);
    if (woken.decided && !isArmed && !isScheduled && !isPublished && this.trace.isNeeded(signals)) {
      this.searchAttributes.repeat(shown);
    }
    for (const [question, answer] of woken.answers) question.answer = answer;
    this.show(before.ticket, state, now);
  }

  /** The next write waits for the one before it, though not for long for alerts that went along with that. */
  private writeWaits(state: RunState, now: number): boolean {
    const { isWriting, withAlertsSince } = this.dispatcher;
    const until = writeWaitsUntil(state, withAlertsSince);
    if (until === undefined || !patched('a write overtakes slow alerts')) return isWriting;
    if (now < until) this.waiting.set(until, () => SLOW_ALERTS_SUMMARY);
    return now < until;
  }

  private setTimer({ state: { ticket, nextDeadlineAt }, needlessAt, hoursOpenAt }: Woken, now: number): boolean {
    const isWaiting = this.hours.set(hoursOpenAt, () => HOURS_SUMMARY);
    if (needlessAt !== null && needlessAt < (nextDeadlineAt ?? Infinity)) {
      return this.timer.set(needlessAt, () => 'alerts become needless') || isWaiting;
    }
    return this.timer.set(nextDeadlineAt, () => timerSummary(ticket, upcoming(ticket, now)[0])) || isWaiting;
  }

  /** Shows the ticket in the Web UI, and says which rules could not be evaluated. */
  private show(before: TicketState, state: RunState, now: number): void {
    setCurrentDetails(currentDetails(state, this.dispatcher.isWriting, now));
    const { ruleErrors } = state.ticket;
    const broken = Object.keys(ruleErrors).filter((rule) => before.ruleErrors[rule] === undefined);
    for (const rule of broken) log.error('a rule could not be evaluated and is skipped', { rule });
  }

  private async continueAsNew(state: RunState): Promise<never> {
    const { limits } = this.input;
    const { isWriting, underWay } = this.dispatcher;
    const outbox = handedOver(state.outbox, underWay, Date.now());
    // What is on its way is asked for again, under the same keys.
    this.dispatcher.abandon();
    const database = { ...state.database, due: state.database.due || isWriting };
    return continueAsNew<typeof ticketWorkflow>({
      mode: 'continue',
      carried: { state: { ...state, outbox, database }, malformed: this.inbox.malformed },
      ...(limits && { limits }),
    });
  }

  /** Everything was decided on, nobody waits for an answer, and nothing is owed. */
  private isOver(): boolean {
    if (!this.inbox.isEmpty || !allHandlersFinished()) return false;
    if (!this.state) return this.isUnknown;
    const { ticket, outbox, database } = this.state;
    return ticket.closed && isEmpty(outbox) && !database.due && this.dispatcher.isIdle;
  }

  private refuseAll(): void {
    const reason = `there is no ticket ${ticketIdOf(workflowInfo().workflowId)}`;
    for (const item of this.inbox.take(Date.now()).items) {
      if (item.kind === 'command') item.question.answer = { accepted: false, reason };
    }
  }

  private receptionOf(eventId: string): Reception | undefined {
    if (this.isUnknown) return 'unknown-ticket';
    // As for whoever does not wait any longer: the fact is safe, and what becomes of it will be seen.
    if (this.isHandedOver) return 'applied';
    if (!this.state || !this.inbox.isEmpty) return undefined;
    return this.state.ignored.includes(eventId) ? 'ignored' : 'applied';
  }

  private view(): TicketStateView | null {
    return this.state && stateView(this.state, this.dispatcher, this.inbox.malformed, Date.now());
  }

  private result(): TicketResult {
    if (!this.state) return { ticketId: ticketIdOf(workflowInfo().workflowId), outcome: 'unknown-ticket' };
    const { ticketId, status, tier, seq } = this.state.ticket;
    return { ticketId, outcome: 'closed', status, tier, seq };
  }
}
