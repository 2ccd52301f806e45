/** A run of a ticket's workflow without Temporal: items go in, what is asked of the world comes out, and its results go in again. */
import type { PolicyChange } from '../../../src/domain/change/policy-change.js';
import type { Command } from '../../../src/domain/ticket/commands.js';
import type { Delivery, DeliveryOutcome, Postponed } from '../../../src/domain/alerts/delivery.js';
import type { Errand, ErrandResult } from '../../../src/domain/alerts/errand.js';
import type { Fact } from '../../../src/domain/ticket/facts.js';
import type { Policy } from '../../../src/domain/rules/policy.js';
import type { Item } from '../../../src/domain/run/item.js';
import { plan, type Plan } from '../../../src/domain/run/plan.js';
import { opened, type RunState } from '../../../src/domain/run/state.js';
import { wake, type Woken } from '../../../src/domain/run/wake.js';
import type { TicketWrite } from '../../../src/domain/records/snapshot.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { Telling } from './facts.js';
import { frozen } from './frozen.js';
import { DEFAULT_HASH, DEFAULT_POLICY } from './policies.js';
import { span } from './spans.js';
import { newTicket, START, type ToldTicket } from './watch.js';

type Asked = Command | PolicyChange;

export class VirtualRun {
  state: RunState;
  now = START;
  woken!: Woken;
  planned!: Plan;
  isWriting = false;
  /** Everything that was asked to be sent, in order: by alert key. */
  readonly asked: string[] = [];
  readonly underWay = new Set<string>();
  private ids = 0;

  /** @param checked nothing may change a state that was handed over, and every state is plain JSON; costs time */
  constructor(
    ticket: ToldTicket = {},
    private readonly checked = true,
    policy: Policy = DEFAULT_POLICY,
  ) {
    this.state = opened(newTicketState(newTicket(ticket), policy, DEFAULT_HASH, START), 'this chain');
    this.passes({ kind: 'begun' });
  }

  /** One pass of the loop. */
  passes(...items: Item[]): this {
    const given = (state: RunState): RunState => (this.checked ? frozen(state) : state);
    this.woken = wake(given(this.state), items, this.underWay, this.now);
    this.planned = plan(given(this.woken.state), this.isWriting, this.underWay, this.now);
    const { state } = this.planned;
    this.state = this.checked ? (JSON.parse(JSON.stringify(state)) as RunState) : state;
    this.isWriting ||= Boolean(this.planned.errand ?? this.planned.write);
    for (const { alert } of [...(this.planned.errand?.deliveries ?? []), ...this.planned.deliveries]) {
      this.underWay.add(alert.key);
      this.asked.push(alert.key);
    }
    return this;
  }

  hears(...told: Telling[]): this {
    return this.passes(...told.map((telling): Item => ({ kind: 'fact', fact: this.fact(telling) })));
  }

  /** The answer to a command. */
  asks(command: Partial<Asked> & Pick<Asked, 'type'>): unknown {
    const question = { command: { commandId: `c${++this.ids}`, by: 'ann', ...command } as Asked };
    this.passes({ kind: 'command', question });
    return this.woken.answers.at(-1)?.[1];
  }

  later(time: string): this {
    this.now += span(time);
    return this;
  }

  fires(): this {
    return this.passes({ kind: 'fired' });
  }

  /** The errand of the last pass, or of the pass that is given, ends. Default: everything works. */
  errandEnds(errand: Errand, result: Partial<ErrandResult> = {}): this {
    const saved = result.saved ?? { outcome: 'saved' };
    const delivered = errand.deliveries.map(({ alert }, i): Item => {
      const outcome = result.delivered?.[i] ?? this.sent();
      return { kind: 'delivered', key: alert.key, result: outcome };
    });
    this.isWriting = false;
    for (const { alert } of errand.deliveries) this.underWay.delete(alert.key);
    return this.passes({ kind: 'saved', write: errand.write, result: saved }, ...delivered);
  }

  writeEnds(write: TicketWrite, result: ErrandResult['saved'] = { outcome: 'saved' }): this {
    this.isWriting = false;
    return this.passes({ kind: 'saved', write, result });
  }

  deliveryEnds({ alert: { key } }: Delivery, result: DeliveryOutcome | Postponed = this.sent()): this {
    this.underWay.delete(key);
    return this.passes({ kind: 'delivered', key, result });
  }

  sent(thread = 'm1'): DeliveryOutcome {
    return { state: 'sent', providerId: 'm1', thread, at: this.now, recorded: true };
  }

  /** Targets of what was asked for in the last pass: along with the write, and by themselves. */
  get along(): string[] {
    return (this.planned.errand?.deliveries ?? []).map(({ alert }) => `${alert.channel}:${alert.address}`);
  }

  get alone(): string[] {
    return this.planned.deliveries.map(({ alert }) => `${alert.channel}:${alert.address}`);
  }

  private fact({ fact, at, id }: Telling): Fact {
    const when = at === undefined ? this.now : START + span(at);
    return { ...fact, eventId: id ?? `e${++this.ids}`, at: when };
  }
}
