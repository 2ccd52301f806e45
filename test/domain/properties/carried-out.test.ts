/** A run of the workflow decides what a simulation says, to the millisecond, and every alert goes out once, when its decision says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Decision } from '../../../src/domain/ladder/decision.js';
import { simulate, type TimelineEvent } from '../../../src/domain/simulation/timeline.js';
import { isPeoples } from '../../../src/domain/ticket/commands.js';
import type { Item } from '../../../src/domain/run/item.js';
import { alertsOf, type AlertDue } from '../../support/domain/alerts-of.js';
import { askedFor, deskOf, factOf, life, rules, TICK, TICKS, type Life } from '../../support/domain/random-desks.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { VirtualRun } from '../../support/domain/virtual-run.js';
import { newTicket, START } from '../../support/domain/watch.js';

announceSeed(import.meta.url);

const END = START + TICKS * TICK;
const TICKET = { customerTier: 'gold', slaHours: 6 };
type Desk = ReturnType<typeof deskOf>;

/** What both tell: of what people ask, a timeline has no decisions. */
const inBoth = ({ kind }: Decision) => !isPeoples(kind);

function simulated({ policy, hash }: Desk, story: Life): Decision[] {
  const ticket = newTicket(TICKET);
  const events = story.map(([tick, what], i): TimelineEvent => {
    const at = START + tick * TICK;
    const fact = factOf(what);
    if (fact) return { at, ticketId: ticket.ticketId, fact: { ...fact, eventId: `e${i}`, at } };
    return { at, ticketId: ticket.ticketId, asked: askedFor(what, `e${i}`, at)! };
  });
  const all: TimelineEvent[] = [{ at: START, type: 'created', ticket }, ...events, { at: END, type: 'end' }];
  const isOfPeople = (decision: Decision) => decision.kind === 'ignored' && isPeoples(decision.event);
  return simulate(all, policy, hash).decisions.filter((decision) => inBoth(decision) && !isOfPeople(decision));
}

interface Told {
  decisions: Decision[];
  alerts: AlertDue[];
}

/** Everything that the workflow asks for works at once. */
function carriedOut({ policy }: Desk, story: Life): Told {
  const told: Told = { decisions: [], alerts: [] };
  const run = new VirtualRun(TICKET, false, policy);
  const carryOutAll = () => {
    for (let { errand, write, deliveries } = run.planned; errand ?? write ?? deliveries[0];) {
      const sent = [...(errand?.deliveries ?? []), ...deliveries];
      told.alerts.push(...sent.map(({ alert: { key } }) => ({ key, at: run.now })));
      const log = (errand?.write ?? write)?.log ?? [];
      told.decisions.push(...log.map(({ decision }) => decision));
      if (errand) run.errandEnds(errand);
      else if (write) run.writeEnds(write);
      for (const delivery of deliveries) run.deliveryEnds(delivery);
      ({ errand, write, deliveries } = run.planned);
    }
  };
  carryOutAll();
  const news = new Map<number, Item[]>();
  for (const [i, [tick, what]] of story.entries()) {
    const at = START + tick * TICK;
    news.set(at, [...(news.get(at) ?? []), itemOf(what, `e${i}`, at)]);
  }
  for (;;) {
    const { hoursOpenAt, needlessAt } = run.woken;
    const timers = [run.state.nextDeadlineAt, hoursOpenAt, needlessAt].filter((at) => at !== null);
    const ahead = [...news.keys(), ...timers].filter((at) => at > run.now);
    const now = Math.min(...ahead);
    if (!(now <= END)) return told;
    run.now = now;
    const fired: Item[] = [run.state.nextDeadlineAt, needlessAt].includes(now) ? [{ kind: 'fired' }] : [];
    const opened: Item[] = hoursOpenAt === now ? [{ kind: 'hours-open' }] : [];
    run.passes(...(news.get(now) ?? []), ...opened, ...fired);
    carryOutAll();
  }
}

function itemOf(what: string, id: string, at: number): Item {
  const fact = factOf(what);
  if (fact) return { kind: 'fact', fact: { ...fact, eventId: id, at } };
  const asked = { commandId: id, by: 'ann' };
  if (what === 'ack') return { kind: 'command', question: { command: { ...asked, type: 'acknowledge' } } };
  if (what === 'unack') return { kind: 'command', question: { command: { ...asked, type: 'unacknowledge' } } };
  if (what === 'awake') return { kind: 'command', question: { command: { ...asked, type: 'unsnooze' } } };
  return { kind: 'command', question: { command: { ...asked, type: 'snooze', until: at + 17 * TICK } } };
}

const byTime = (alerts: AlertDue[]) => [...alerts].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));

it('under random policies', { timeout: 120_000 }, () => {
  const seen = { decisions: 0, repeats: 0, deferred: 0, dropped: 0 };
  holdsFor(40, fc.tuple(rules, life), ([chosen, unordered]) => {
    const desk = deskOf(chosen);
    const story = [...unordered].sort(([a], [b]) => a - b);
    const expected = simulated(desk, story);
    const told = carriedOut(desk, story);
    expect(told.decisions.filter(inBoth)).toEqual(expected);
    const due = alertsOf('T-1', expected, END);
    expect(byTime(told.alerts)).toEqual(byTime(due));
    const asked = expected.flatMap((decision) => ('notify' in decision ? decision.notify : []));
    seen.decisions += expected.length;
    seen.repeats += expected.filter((decision) => 'repeat' in decision).length;
    seen.deferred += expected.filter((decision) => 'deferred' in decision).length;
    seen.dropped += asked.length - due.length;
  });
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(5);
});
