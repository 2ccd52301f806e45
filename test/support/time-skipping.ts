/** Timelines told twice: to `simulate`, and to the real workflow on Temporal's time-skipping server, in true durations. */
import { readFileSync } from 'node:fs';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect, inject, test as base } from 'vitest';
import { findTestServer, type TestServer } from '../../local-stack/test-server.js';
import type { Decision } from '../../src/domain/ladder/decision.js';
import type { Fact } from '../../src/domain/ticket/facts.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import type { NewTicket } from '../../src/domain/ticket/ticket.js';
import { simulate, type TimelineEvent } from '../../src/domain/simulation/timeline.js';
import { alertsOf } from './domain/alerts-of.js';
import { indexedValueType } from '../../src/worker/search-attributes.js';
import { lookAgain, SEARCH_ATTRIBUTES } from '../../src/workflows/contract.js';
import { Desk, eventually, type DeskTicket } from './desk.js';

type Told<T> = T extends Fact ? Omit<T, 'eventId' | 'at'> : never;
/** What a person asks for: that the ticket is theirs. */
interface Taken {
  type: 'acknowledged';
}

/** A fact and when it is told, in hours after the ticket was opened. Facts that matter to each other are 3 s apart. */
export type Chapter = [hours: number, fact: Told<Fact> | Taken];

export interface Timeline {
  ticket?: Partial<NewTicket>;
  chapters: Chapter[];
  /** As YAML. Default: the default policy. */
  policy?: string;
  /** The weekday and time in Berlin at which the ticket is opened: `Fri 21:20`. Default: whatever it is now. */
  from?: string;
  /** Hours after which both stop looking. */
  end: number;
}

interface StoryOptions {
  /** As YAML. Default: the default policy. */
  policy?: string;
  /** How many workflows the worker keeps. None for a story in which another worker follows: this server has no tasks for that one. Default: 2 */
  cached?: number;
}

interface Fixtures {
  /** Undefined where there is no time-skipping server. */
  env: TestWorkflowEnvironment | undefined;
  timeline: (timeline: Timeline) => Promise<string[]>;
  /**
   * A desk whose hours pass when its story says so: how it stands between two deadlines can be seen however slow the machine is.
   * (No option of `test.extend`, which would start a server of its own.)
   */
  open: (options?: StoryOptions) => Promise<Desk>;
  pass: (hours: number) => Promise<void>;
}

/** So long after the end of a timeline its last wake has happened, in milliseconds. */
const APART = 1_000;

export const DEFAULT_POLICY = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');
/** Without the rule about stalling. */
export const CALM_POLICY = DEFAULT_POLICY.replace('stalled: 4h', 'stalled: 1000h');

export { HOUR };

export const test = base.extend<Fixtures>({
  env: [
    // eslint-disable-next-line no-empty-pattern -- vitest wants the pattern
    async ({}, use) => {
      const found = await findTestServer({ log: (line) => console.warn(line) });
      if (!found) return use(undefined);
      const env = await started(found.server);
      await env.connection.operatorService.addSearchAttributes({
        namespace: 'default',
        searchAttributes: Object.fromEntries(
          Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, indexedValueType(type)]),
        ),
      });
      await use(env);
      await env.teardown();
    },
    // Its files run one after another in one process: a server takes seconds to start, and more until it is quick.
    { scope: 'worker' },
  ],
  timeline: async ({ env, skip }, use) => {
    if (!env) return skip('there is no time-skipping server on this machine');
    await warmUp(env);
    await use(async (timeline) => {
      const desk = await deskIn(env, timeline.policy ?? DEFAULT_POLICY);
      const told = await toldTwice(env, desk, timeline).catch(async (error: unknown) => {
        // What it had not announced yet is no news beside this.
        await desk.close().catch(() => undefined);
        throw error;
      });
      await desk.close();
      return told;
    });
  },
  open: async ({ env, skip }, use) => {
    if (!env) return skip('there is no time-skipping server on this machine');
    await warmUp(env);
    let desk: Desk | undefined;
    await use(async ({ policy, cached } = {}) => {
      desk = await deskIn(env, policy, cached);
      // What a worker that keeps no workflow says.
      if (cached === 0) desk.expectComplaint(/leftover buffered tasks when evicting/);
      return desk;
    });
    // One after another: who waits for a result unlocks the clock, and the server bears one that does so at a time.
    for (const ticket of desk!.tickets) await atRest(ticket);
    await desk!.close();
  },
  pass: async ({ env }, use) => use((hours) => env!.sleep(hours * HOUR)),
});

/** The SDK gives the server 5 s to start; on a busy machine Java may need more than one attempt. */
async function started(server: TestServer['server'], attempts = 6): Promise<TestWorkflowEnvironment> {
  try {
    return await TestWorkflowEnvironment.createTimeSkipping({ server });
  } catch (error) {
    if (attempts <= 1 || !/did not start within/.test(String(error))) throw error;
    return started(server, attempts - 1);
  }
}

const warm = new WeakSet<TestWorkflowEnvironment>();

/** A first life that nobody looks at: a server that has just started is slow. */
export async function warmUp(env: TestWorkflowEnvironment): Promise<void> {
  if (warm.has(env)) return;
  warm.add(env);
  const desk = await deskIn(env, DEFAULT_POLICY);
  const ticket = await desk.ticket({ tier: 'manager', slaHours: 1 });
  await eventually('the first life', () => Promise.resolve(ticket.saved !== undefined));
  await env.sleep(2 * HOUR);
  await ticket.change({ status: 'closed' });
  await eventually('it to be closed', () => Promise.resolve(ticket.saved!.engine.state.closed));
  await atRest(ticket);
  await desk.close();
}

/** @param maxCachedWorkflows default: as {@link Desk} has it */
export async function deskIn(
  env: TestWorkflowEnvironment,
  policy = DEFAULT_POLICY,
  maxCachedWorkflows?: number,
): Promise<Desk> {
  const desk = await Desk.open({
    ...(maxCachedWorkflows !== undefined && { maxCachedWorkflows }),
    client: env.client,
    native: env.nativeConnection,
    bundle: { codePath: inject('bundlePath') },
    policy,
    // All that live at once have something to do in the same instant, and time goes on.
    polls: 10,
    now: () => env.currentTimeMs(),
    // Its clock may be years ahead.
    day: Math.floor((await env.currentTimeMs()) / (24 * HOUR)),
  });
  // The test server is an old one in this.
  desk.expectComplaint(/activity_failure_include_heartbeat/);
  return desk;
}

/** Tells it to both, and returns what was decided, once it is clear that they agree: `18h escalated time_based L2`. */
async function toldTwice(
  env: TestWorkflowEnvironment,
  desk: Desk,
  { ticket = {}, chapters, from, end }: Timeline,
): Promise<string[]> {
  const start = nextInBerlin(from, await env.currentTimeMs());
  await skipTo(env, start);
  const opened = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24, ...ticket };
  const { createdAt = start, lastActivityAt, ...fields } = opened;
  const real = await desk.ticket({
    ...fields,
    createdAt: new Date(createdAt),
    ...(lastActivityAt !== undefined && { lastActivityAt: new Date(lastActivityAt) }),
  });
  await eventually('the watch to begin', () => Promise.resolve(real.saved !== undefined));
  const events: TimelineEvent[] = [
    { at: start, type: 'created', ticket: { ...opened, createdAt, ticketId: real.id } },
    { at: start + end * HOUR, type: 'end' },
  ];
  for (const [i, [hours, told]] of chapters.entries()) {
    const at = start + Math.round(hours * HOUR);
    const eventId = `e${i}`;
    await skipTo(env, at);
    if (told.type === 'acknowledged') {
      events.push({ at, ticketId: real.id, asked: { type: told.type, eventId, by: 'ann' } });
      await real.acknowledge();
      await real.atRest();
    } else {
      const fact = { ...told, eventId, at };
      events.push({ at, ticketId: real.id, fact });
      await tell(desk, real, fact);
    }
  }
  await skipTo(env, start + end * HOUR + APART);

  const expected = simulate(events, desk.policy.policy, desk.policy.hash).decisions.filter(wasWatching);
  await eventually('every decision to be written', () => Promise.resolve(logOf(desk, real).length >= expected.length));
  const actual = logOf(desk, real).filter(wasWatching);
  expect(actual.map((decision, i) => asDue(decision, expected[i]))).toEqual(expected);
  const alerts = alertsOf(real.id, expected, start + end * HOUR);
  await desk.expectAlerts(...alerts.map(({ key }) => key));
  const times = alerts.map(({ key, at }) => ({ key, at: onTime(desk.world.askedAt.get(key)!, at) }));
  expect(times).toEqual(alerts.map(({ key, at }) => ({ key, at })));
  await atRest(real);
  return expected.map((decision) => inWords(decision, start));
}

/** A workflow that is terminated while a task of its is under way keeps the server from ever skipping time again. */
async function atRest(ticket: DeskTicket): Promise<void> {
  if (ticket.saved!.engine.state.closed) await ticket.result();
  else await ticket.atRest();
}

/** Tells a fact, and waits until the ticket has acted on it. */
async function tell(desk: Desk, ticket: DeskTicket, fact: Fact): Promise<void> {
  const { rung } = desk;
  const options = { eventId: fact.eventId, at: new Date(fact.at) };
  const send = () => {
    switch (fact.type) {
      case 'customer_replied':
        return rung.customerReplied(ticket.id, options);
      case 'agent_replied':
        return rung.agentReplied(ticket.id, options);
      case 'resolution_confirmed':
        return rung.confirmResolution(ticket.id, options);
      case 'sentiment_scored':
        return rung.sentimentScored(ticket.id, fact.score, options);
      case 'ticket_changed': {
        const { type: _type, eventId: _eventId, at: _at, ...changes } = fact;
        return rung.ticketChanged(ticket.id, changes, options);
      }
    }
  };
  if ((await send()).outcome === 'ignored') return;
  // What only counts would be written with the next deadline.
  await ticket.handle.signal(lookAgain);
  await eventually('the fact to count', () =>
    Promise.resolve(ticket.saved!.engine.state.seenIds.includes(fact.eventId)),
  );
  await ticket.atRest();
}

/** It may be later already. */
export async function skipTo(env: TestWorkflowEnvironment, at: number): Promise<void> {
  const now = await env.currentTimeMs();
  if (at > now) await env.sleep(at - now);
}

function logOf(desk: Desk, ticket: DeskTicket): Decision[] {
  return [...desk.world.log.values()].map(({ decision }) => decision).filter(({ ticketId }) => ticketId === ticket.id);
}

/** Facts for a closed ticket are ignored by the client already, and a timeline has no line for what people ask. */
function wasWatching({ kind }: Decision): boolean {
  return kind !== 'ignored' && kind !== 'acknowledged';
}

/** So late, in milliseconds, a wake may come: timers ring some milliseconds after their time; a busy machine takes longer. */
export const LATE = 20_000;

/** The decision as it would be had its wake come when it was due: what hangs on that instant is as much later. When hours open does not. */
function asDue(decision: Decision, due: Decision | undefined): Decision {
  if (due?.kind !== decision.kind) return decision;
  const at = onTime(decision.at, due.at);
  if (!('until' in decision && 'until' in due) || decision.until === null || due.until === null)
    return { ...decision, at };
  return { ...decision, at, until: onTime(decision.until, due.until) };
}

function onTime(at: number, due: number): number {
  return at >= due && at - due < LATE ? due : at;
}

function second(at: number): number {
  return Math.floor(at / 1_000) * 1_000;
}

const BERLIN = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'Europe/Berlin', hourCycle: 'h23' },
  ...{ weekday: 'short', hour: '2-digit', minute: '2-digit' },
});

/** The next instant at which it is `Fri 21:20` there; by default the next whole second. */
function nextInBerlin(from: string | undefined, now: number): number {
  if (from === undefined) return second(now) + 1_000;
  let at = (Math.floor(now / 60_000) + 1) * 60_000;
  while (BERLIN.format(at).replace(',', '') !== from) at += 60_000;
  return at;
}

function inWords(decision: Decision, start: number): string {
  const hours = `${Number(((decision.at - start) / HOUR).toFixed(2))}h`;
  switch (decision.kind) {
    case 'escalated':
      return `${hours} ${decision.rule} ${decision.from} -> ${decision.to}`;
    case 'deescalated':
      return `${hours} ${decision.reason} ${decision.from} -> ${decision.to}`;
    case 'held':
      return `${hours} held ${decision.rule}`;
    case 'closed':
    case 'reopened':
      return `${hours} ${decision.kind} as ${decision.status}`;
    case 'notified': {
      const again = decision.repeat === undefined ? '' : ` again ${decision.repeat}`;
      return `${hours} ${decision.rule} tells ${decision.notify.join(' ')}${again}`;
    }
    default:
      return `${hours} ${decision.kind}`;
  }
}
