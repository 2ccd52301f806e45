/** A random life of a ticket, told to the real workflow; what it decided is judged by the oracle, which is told when the workflow looked. */
import { expect } from 'vitest';
import { Rung } from '../../src/client/rung.js';
import { decisionLine } from '../../src/domain/ticket/view.js';
import { readTimeline } from '../../src/cli/timeline-file.js';
import { parsePolicy, simulate } from '../../src/policy/index.js';
import type { LoadedPolicy } from '../../src/policy/load.js';
import { openHolidayBook } from '../../src/policy/time/holidays.js';
import { COMMAND_NAMES, FACT_SIGNALS } from '../../src/workflows/contract.js';
import type { Desk, DeskTicket } from './desk.js';
import { deskOf, Life, type Line, type TicketLine } from './reference/oracle.js';
import type { Scenario } from './reference/scenarios.js';
import { closingStatuses } from './reference/ticket.js';
import type { WrittenLine, WrittenPolicy } from './reference/written.js';
import { LATE } from './time-skipping.js';
import { wakesOf, type Message, type Wake } from './wakes.js';

const book = await openHolidayBook();

/** No line of a timeline: the workflow logs what people ask for, and of what it ignores nothing enters a history once it has ended. */
const UNTOLD = ['acknowledged', 'unacknowledged', 'snoozed', 'ignored'];

/** Each has an id of its own, but for facts that come twice. */
export type LifeLine = TicketLine & { eventId: string };

/** A line, and what its sender heard. */
interface Told {
  line: LifeLine;
  /** How many were told before. */
  nth: number;
  /** The server's time when the answer was there: whatever the answer says was so by then. */
  answeredAt: number;
  isTaken: boolean;
}

export class RandomLife {
  private readonly ticket: DeskTicket;
  private readonly rung: Rung;
  private readonly runs = new Set<string>();
  private lookingForRun: Promise<unknown> = Promise.resolve();
  /** In this order; once histories are read, what is in none of them. */
  private readonly told: Told[] = [];

  /** @param lines in the order in which they are told, as {@link lifeIn} gives them */
  constructor(
    private readonly desk: Desk,
    private readonly policy: WrittenPolicy,
    readonly lines: readonly LifeLine[],
  ) {
    this.rung = new Rung({ client: desk.client, policy: loadedOf(policy, lines), taskQueue: desk.taskQueue });
    this.ticket = desk.known(this.name);
  }

  private get name(): string {
    return this.lines[0]!.ticketId;
  }

  /** Tells the next line. */
  async tell(line: LifeLine): Promise<void> {
    const isTaken = await this.send(line);
    this.told.push({ line, nth: this.told.length, answeredAt: await this.desk.now(), isTaken });
    if (!mayBegin(line)) return;
    await this.lookingForRun;
    this.lookingForRun = this.ticket.runId().then((runId) => this.runs.add(runId));
  }

  /** Whether it is taken; else its sender is told that it counts for nothing. */
  private async send(line: LifeLine): Promise<boolean> {
    const { ticketId, at, arrives: _arrives, eventId, ...rest } = line;
    const commandId = eventId;
    switch (rest.type) {
      case 'created': {
        const { createdAt = at, ...ticket } = rest.ticket;
        return (await this.rung.openTicket({ ...ticket, createdAt, ticketId })).outcome === 'opened';
      }
      case 'acknowledged':
        return (await this.rung.acknowledge(ticketId, { by: rest.by, commandId })).accepted;
      case 'unacknowledged':
        return (await this.rung.unacknowledge(ticketId, { by: rest.by, commandId })).accepted;
      case 'snoozed':
        if (rest.until === null) return (await this.rung.unsnooze(ticketId, { by: 'anna', commandId })).accepted;
        return (await this.rung.snooze(ticketId, { by: 'anna', until: rest.until, commandId })).accepted;
      default:
        return (await this.rung.tell(ticketId, { ...rest, at, eventId })).outcome === 'accepted';
    }
  }

  async isOver(): Promise<boolean> {
    return (await this.ticket.handle.describe()).status.name === 'COMPLETED';
  }

  /** Holds what was decided against the oracle, to the millisecond. Returns its lines. */
  async judge(): Promise<string[]> {
    const wakes = (await this.wakes()).map(({ at, heard }) => ({ at, told: heard.map((one) => this.toldAs(one)) }));
    const oracle = new Life(deskOf(this.policy), this.name);
    let before = -Infinity;
    for (const { at, told } of wakes) {
      this.judgeUnheard(oracle, ({ nth, answeredAt }) => answeredAt < at || told.some((one) => one.nth > nth));
      // Nothing that was due before has been slept through.
      const ideal = oracle.copy();
      ideal.advance(before, at);
      const missed = ideal.lines.filter((line) => at - Date.parse(line.at) > LATE);
      expect(missed, `${this.name}, asleep until ${new Date(at).toISOString()}`).toEqual([]);
      const lines = told.map(({ line }) => line);
      oracle.hear(before === -Infinity ? [this.lines[0]!, ...lines] : lines, at);
      before = at;
    }
    this.judgeUnheard(oracle, () => true);
    const expected = oracle.lines.filter(isTold).map((line) => JSON.stringify(line));
    expect(this.logged(), `${this.name}\n${this.written()}`).toEqual(expected);
    return expected;
  }

  /** What came for a workflow that had ended is nothing to a ticket that was closed, and its sender knows. */
  private judgeUnheard(oracle: Life, isDue: (told: Told) => boolean): void {
    while (this.told[0] && isDue(this.told[0])) {
      const { line, answeredAt, isTaken } = this.told.shift()!;
      if (line.type === 'created') continue;
      const then = oracle.copy();
      then.hear([line], answeredAt);
      // One that comes again leaves no line.
      expect([isTaken, oracle.ticket?.closed, ...then.lines.map(({ kind }) => kind)], JSON.stringify(line)).toEqual(
        then.lines.length > 0 ? [false, true, 'ignored'] : [false, true],
      );
    }
  }

  private async wakes(): Promise<Wake[]> {
    await this.lookingForRun;
    const { workflow } = this.desk.client;
    const { workflowId } = this.ticket.handle;
    const commands = new Set<string>(COMMAND_NAMES);
    const runs = [...this.runs].map((runId) => wakesOf(workflow.getHandle(workflowId, runId), commands));
    return (await Promise.all(runs)).flat();
  }

  /** As what a message was told. Ids may come twice, and one of the two for a workflow that had ended. */
  private toldAs({ name, payload }: Message): Told {
    const type = Object.entries(FACT_SIGNALS).find(([, signal]) => signal.name === name)?.[0];
    const id = payload['eventId'] ?? payload['commandId'];
    const same = this.told.filter(
      ({ line }) => line.eventId === id && (type === undefined || (line.type === type && sameInstant(line, payload))),
    );
    const told = same.find(({ isTaken }) => isTaken) ?? same[0];
    expect(told, `${this.name}: nobody has told ${name} ${JSON.stringify(payload)}`).toBeDefined();
    this.told.splice(this.told.indexOf(told!), 1);
    return told!;
  }

  private logged(): string[] {
    const { log } = this.desk.world;
    const own = [...log.values()].filter(({ decision }) => decision.ticketId === this.name);
    return own
      .sort((a, b) => a.number - b.number)
      .map(({ decision }) => decisionLine(decision) as unknown as Line)
      .filter(isTold)
      .map((line) => JSON.stringify(line));
  }

  private written(): string {
    return [this.policy, ...this.lines].map((one) => JSON.stringify(one)).join('\n');
  }
}

/** As if it had been loaded on the day on which the life begins. */
function loadedOf(policy: WrittenPolicy, lines: readonly LifeLine[]): LoadedPolicy {
  const day = Math.floor(arrival(lines[0]!) / 86_400_000);
  return parsePolicy(JSON.stringify(policy), 'policy.yaml', day, book);
}

/** What there is to say of a life, about: the engine's own word, which is soon to be had. */
export function decisionsIn(policy: WrittenPolicy, lines: readonly LifeLine[]): string[] {
  const loaded = loadedOf(policy, lines);
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  const { decisions } = simulate(loaded, readTimeline({ name: 'life', text }, loaded.policy).events);
  return decisions.filter(({ kind }) => !UNTOLD.includes(kind)).map((decision) => JSON.stringify(decision));
}

export function arrival({ at, arrives = at }: WrittenLine): number {
  return Date.parse(arrives);
}

function isTold({ kind }: Line): boolean {
  return !UNTOLD.includes(kind);
}

function sameInstant({ at }: TicketLine, payload: Record<string, unknown>): boolean {
  return Date.parse(at) === Date.parse(String(payload['at']));
}

/** A run of the workflow may begin with it. */
function mayBegin({ type, ...rest }: { type: string; status?: string }): boolean {
  return type === 'created' || type === 'customer_replied' || rest.status !== undefined;
}

/** The first lines of the scenario's first ticket, `most` at most, and that it is closed so many milliseconds after the last. */
export function lifeIn({ policy, timeline }: Scenario, name: string, most: number, after: number): LifeLine[] {
  const lines = named(timeline, name, most);
  const at = new Date(arrival(lines.at(-1)!) + after).toISOString();
  const status = closingStatuses(policy)[0]!;
  return [...lines, { type: 'ticket_changed', ticketId: name, at, eventId: 'the end', status }];
}

function named(timeline: Scenario['timeline'], name: string, most: number): LifeLine[] {
  const lines = timeline.filter((line): line is TicketLine => line.type !== 'end');
  const own = lines.filter(({ ticketId }) => ticketId === lines[0]!.ticketId).sort((a, b) => arrival(a) - arrival(b));
  return own
    .filter(({ type }, i) => type !== 'created' || i === 0)
    .slice(0, most)
    .map((line, i): LifeLine => {
      const eventId = `${name}-${i}`;
      // The command refuses an instant that is past, where a line of a timeline ends the snooze with it.
      if (line.type === 'snoozed') {
        const isPast = line.until !== null && Date.parse(line.until) <= arrival(line);
        return { ...line, ticketId: name, eventId, until: isPast ? null : line.until };
      }
      if (line.type === 'acknowledged' || line.type === 'unacknowledged') return { ...line, ticketId: name, eventId };
      return { ...line, ticketId: name, eventId: line.eventId ?? eventId };
    });
}
