/** One run of a ticket's workflow: the state, what it has heard, and what it owes the world. */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { decide, nextWakeAt, upcoming } from '../domain/decide.js';
import type { Alert, Effect } from '../domain/decision.js';
import type { DeliveryOutcome, LostAlert } from '../domain/delivery.js';
import { targetName, type Instant } from '../domain/policy.js';
import { snapshot, type EngineRecord } from '../domain/snapshot.js';
import { newTicketState, remember, type TicketState } from '../domain/ticket.js';
import { Alarm } from './alarm.js';
import type { CarriedOver } from './carried-over.js';
import { changed } from './changes.js';
import { ticketIdOf, type Reception, type TicketInput, type TicketResult, type TicketStateView } from './contract.js';
import { Courier } from './courier.js';
import { currentDetails, timerSummary } from './details.js';
import { loadTicket } from './effects.js';
import { Handover } from './handover.js';
import { hear } from './hearing.js';
import { Inbox, type Item } from './inbox.js';
import { IndexFields } from './index-fields.js';
import { Life } from './life.js';
import { Moment } from './moment.js';
import { Outbox } from './outbox.js';
import { Persister } from './persister.js';
import { owedBy, stateView } from './state-view.js';
import { lastInTurn } from './turn.js';

/** How many given up alerts, and ids of ignored facts, a run remembers. */
const REMEMBERED = 20;

export class TicketRun {
  private readonly inbox: Inbox;
  private readonly alarm = new Alarm();
  private readonly moment = new Moment();
  private readonly life: Life;
  private readonly outbox: Outbox;
  private readonly persister: Persister;
  private readonly courier: Courier;
  private readonly handover: Handover;
  private readonly indexFields = new IndexFields();

  /** Null while it is being loaded. */
  private ticket: TicketState | null = null;
  private unknownTicket = false;
  private lost: LostAlert[];
  private ignored: string[] = [];
  /** A decision is called for, though nothing was heard. */
  private stirred = true;
  /** The ticket is to be written down even if nothing changes. */
  private rewrite: boolean;

  constructor(private readonly input: TicketInput) {
    const carried = input.mode === 'continue' ? input.carried : undefined;
    this.rewrite = input.mode === 'open';
    this.inbox = new Inbox(carried?.malformed);
    this.life = new Life(carried?.life);
    this.outbox = new Outbox(carried?.outbox);
    this.lost = carried?.undeliverable ?? [];
    this.persister = new Persister({
      compose: () => this.life.write(this.ticket!, this.outbox),
      written: (write) => {
        this.life.written();
        this.outbox.written(write.log, write.alerts);
        this.courier.open();
      },
      caughtUp: () => this.show(),
      delayed: () => this.courier.open(),
      outdated: (rev) => this.life.overtaken(rev),
      earlierLife: (engine) => this.takeUp(engine),
    });
    this.courier = new Courier({
      outbox: this.outbox,
      threads: this.life.threads,
      ticket: () => this.ticket!,
      settled: (alert, outcome) => this.settled(alert, outcome),
    });
    this.handover = new Handover(this.inbox, this.courier, this.persister, input.limits);
    if (input.mode === 'open') {
      this.ticket = newTicketState(input.ticket, input.policy, input.policyHash, Date.now());
    }
    if (carried) this.resume(carried);
  }

  /** Watches the ticket until it is closed and everything it owes the world is done, or a next run takes over. */
  async run(): Promise<TicketResult> {
    this.inbox.listen({
      view: () => this.view(),
      receptionOf: (eventId) => this.receptionOf(eventId),
      lookAgain: () => (this.stirred = this.rewrite = true),
    });
    await this.load();
    while (!this.finished()) {
      if (this.ticket) {
        if (this.hasNews() || this.handover.late || !changed()) this.wake(this.ticket);
        this.handover.prepare();
        if (this.handover.ready) await this.continueAsNew(this.ticket);
        this.courier.dispatch();
        this.persister.begin();
      } else this.refuse();
      await condition(() => this.hasNews() || this.hasWork());
      await lastInTurn();
      await this.persister.quickWriteEnded();
      await this.moment.certain(() => this.uncertain());
    }
    return this.result();
  }

  /** A command came alone: the task that brought it is no time to go by. */
  private uncertain(): boolean {
    return this.ticket !== null && this.inbox.onlyCommands && !this.rang && !this.stirred;
  }

  /** A timer has fired since the last wake. */
  private get rang(): boolean {
    return this.alarm.rang || this.moment.rang || this.handover.late;
  }

  /** A decision is called for. */
  private hasNews(): boolean {
    return !this.inbox.empty || this.alarm.rang || this.moment.rang || this.stirred;
  }

  /** Something is to be done without a decision. */
  private hasWork(): boolean {
    if (this.finished()) return true;
    const { handover, courier, persister } = this;
    return this.ticket !== null && (handover.due || handover.ready || courier.waits || persister.waits);
  }

  /** Nothing was heard that is not decided on, nobody waits for an answer, and nothing is owed. */
  private finished(): boolean {
    if (!this.inbox.empty || !allHandlersFinished()) return false;
    if (this.unknownTicket) return true;
    return Boolean(this.ticket?.closed) && !this.stirred && this.outbox.empty && this.persister.idle;
  }

  // ---- deciding ----

  /** Applies what was heard, decides once, and puts the consequences on their way. */
  private wake(before: TicketState): void {
    const now = Date.now();
    this.alarm.heard();
    this.moment.heard();
    this.stirred = false;
    const effects: Effect[] = [];
    let ticket = before;
    for (const item of this.inbox.take()) {
      const heard = hear(ticket, item, now);
      ticket = heard.state;
      effects.push(...heard.effects);
      this.remember(item, heard.effects);
    }
    const outcome = decide(ticket, now);
    ticket = this.ticket = outcome.state;

    this.outbox.add([...effects, ...outcome.effects]);
    if (ticket !== before || this.rewrite || (!this.life.known && !changed())) this.persister.request();
    this.rewrite = false;
    const staleAt = this.courier.dropStale(now);
    const arms = this.setAlarm(ticket, outcome.nextWakeAt, staleAt, now);
    const sends = !changed() && this.courier.dispatch();
    this.publish(before, ticket, now, arms || sends);
  }

  private setAlarm(ticket: TicketState, nextWakeAt: Instant | null, staleAt: Instant | null, now: Instant): boolean {
    if (staleAt !== null && staleAt < (nextWakeAt ?? Infinity)) return this.alarm.set(staleAt, 'alerts become stale');
    return this.alarm.set(nextWakeAt, timerSummary(ticket, upcoming(ticket, now)[0]));
  }

  private remember(item: Item, effects: Effect[]): void {
    if ('question' in item) {
      if (item.question.answer?.accepted) this.life.heard(item.question.command);
      return;
    }
    this.life.heard(item.fact);
    if (effects.some((effect) => effect.kind === 'log' && effect.entry.decision.kind === 'ignored')) {
      this.ignored = remember(this.ignored, item.fact.eventId, REMEMBERED);
    }
  }

  /** Shows the ticket in the Web UI, and says which rules could not be evaluated. @param traced the wake is in the history anyway. */
  private publish(before: TicketState, ticket: TicketState, now: number, traced: boolean): void {
    const shown = snapshot(ticket, nextWakeAt(ticket, now));
    if (!this.indexFields.publish(shown) && !traced) this.indexFields.leaveTrace(shown);
    this.show();
    const broken = Object.keys(ticket.ruleErrors).filter((rule) => before.ruleErrors[rule] === undefined);
    for (const rule of broken) log.error('a rule could not be evaluated and is skipped', { rule });
  }

  private show(): void {
    const { ticket, outbox, persister } = this;
    if (ticket) setCurrentDetails(currentDetails(ticket, Date.now(), owedBy({ outbox, persister })));
  }

  // ---- the database ----

  /** A reopened ticket is loaded before anything is decided, however long the database takes. */
  private async load(): Promise<void> {
    if (this.input.mode !== 'reopen') return;
    const { ticketId } = this.input;
    const engine = await loadTicket.executeWithOptions({ summary: `load ${ticketId}` }, [ticketId]);
    if (engine) this.takeUp(engine);
    else this.unknownTicket = true;
  }

  /** The ticket has lived before: that life goes on, and hears what this one has heard. */
  private takeUp(engine: EngineRecord): void {
    this.ticket = engine.state;
    this.outbox.forget();
    this.inbox.putBack(this.life.takeUp(engine));
    this.stirred = true;
    this.courier.open();
  }

  private settled(alert: Alert, outcome: DeliveryOutcome): void {
    const { key } = alert;
    if (outcome.state === 'undeliverable') {
      this.lost = remember(this.lost, { key, target: targetName(alert), error: outcome.error }, REMEMBERED);
    } else if (outcome.state === 'sent') this.lost = this.lost.filter((lost) => lost.key !== key);
    // New threads go out with the next write anyway, unless there will be none.
    const lastWrite = this.ticket?.closed && this.outbox.empty && this.life.hasNewThreads;
    if (this.outbox.unrecorded.length > 0 || lastWrite) this.persister.request();
    this.show();
  }

  // ---- continuing as new ----

  private async continueAsNew(ticket: TicketState): Promise<never> {
    const { limits } = this.input;
    const carried: CarriedOver = {
      ticket,
      life: this.life.carry(),
      outbox: this.outbox.toState(),
      unsaved: !this.persister.idle,
      undeliverable: this.lost,
      malformed: this.inbox.malformed,
    };
    this.handover.leave();
    return continueAsNew<(input: TicketInput) => Promise<TicketResult>>({
      mode: 'continue',
      carried,
      ...(limits && { limits }),
    });
  }

  private resume({ ticket, unsaved }: CarriedOver): void {
    this.ticket = ticket;
    this.courier.open();
    if (unsaved || this.outbox.log.length + this.outbox.unrecorded.length > 0) this.persister.request();
  }

  // ---- answers ----

  private refuse(): void {
    this.stirred = false;
    const ticketId = ticketIdOf(workflowInfo().workflowId);
    for (const item of this.inbox.take()) {
      if ('question' in item) item.question.answer = { accepted: false, reason: `there is no ticket ${ticketId}` };
    }
  }

  private receptionOf(eventId: string): Reception | undefined {
    if (this.unknownTicket) return 'unknown-ticket';
    if (!this.ticket || !this.inbox.empty || this.stirred) return undefined;
    return this.ignored.includes(eventId) ? 'ignored' : 'applied';
  }

  private view(): TicketStateView | null {
    if (!this.ticket) return null;
    const { life, outbox, persister, courier } = this;
    const mishaps = { undeliverable: this.lost, malformed: this.inbox.malformed };
    return stateView(this.ticket, { life, outbox, persister, courier }, mishaps);
  }

  private result(): TicketResult {
    if (!this.ticket) return { ticketId: ticketIdOf(workflowInfo().workflowId), outcome: 'unknown-ticket' };
    const { ticketId, status, tier, seq } = this.ticket;
    return { ticketId, outcome: 'closed', status, tier, seq };
  }
}
