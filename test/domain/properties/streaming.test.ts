/** A timeline run event by event comes to what each of its tickets comes to by itself, and holds no ticket that is over. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readTimeline } from '../../../src/cli/timeline-file.js';
import type { Decision } from '../../../src/domain/ladder/decision.js';
import { Simulation, type TimelineEvent } from '../../../src/domain/simulation/simulation.js';
import { HOUR } from '../../../src/domain/rules/policy.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { simulate } from '../../../src/domain/simulation/timeline.js';
import { parsePolicy } from '../../../src/policy/index.js';
import { eachAlone } from '../../support/domain/alone.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { plainScenario } from '../../support/reference/scenarios.js';

announceSeed(import.meta.url);

const worldOf = once((seed: number) => {
  const { policy: told, timeline } = plainScenario(seed);
  const { policy, hash } = parsePolicy(stringify(told), 'policy.yaml');
  const text = timeline.map((line) => JSON.stringify(line)).join('\n');
  return { policy, hash, events: readTimeline({ name: 'timeline.jsonl', text }, policy).events };
});
/** Both properties are tried on the same ones. */
const worlds = fc.nat(2 ** 30).map(worldOf);

function once<T>(of: (seed: number) => T): (seed: number) => T {
  const known = new Map<number, T>();
  return (seed) => known.get(seed) ?? known.set(seed, of(seed)).get(seed)!;
}

const ticketOf = (event: TimelineEvent) =>
  'ticketId' in event ? event.ticketId : 'ticket' in event ? event.ticket.ticketId : undefined;

/** Of one event or of many. */
const pieces = fc.record({ events: fc.integer({ min: 1, max: 30 }), time: fc.integer({ min: 1, max: 48 * HOUR }) });

it('the decisions and the tickets are those of each ticket run alone', () => {
  holdsFor(40, worlds, ({ events, policy, hash }) => {
    const { decisions, tickets } = simulate(events, policy, hash);
    const alone = eachAlone(events, policy, hash);
    expect(decisions).toEqual(alone.decisions);
    expect(tickets).toEqual(alone.tickets);
  });
});

it('they are the same when a ticket is let go after its last event, and each is told before any later event', () => {
  let letGo = 0;
  holdsFor(40, fc.tuple(worlds, pieces), ([{ events: unsorted, policy, hash }, piece]) => {
    const events = [...unsorted].sort((a, b) => a.at - b.at);
    const decisions: Decision[] = [];
    const tickets: TicketState[] = [];
    let next = 0;
    const simulation = new Simulation(
      policy,
      hash,
      {
        decided: (decision) => {
          expect(decision.at).toBeLessThan(events[next]?.at ?? Infinity);
          decisions.push(decision);
        },
        over: (ticket, nth) => {
          expect(tickets[nth]).toBeUndefined();
          tickets[nth] = ticket;
          if (next < events.length) letGo++;
        },
        moreToCome: (ticketId) => events.slice(next).some((event) => ticketOf(event) === ticketId),
      },
      piece,
    );
    for (; next < events.length; next++) simulation.add(events[next]!);
    simulation.finish();
    expect({ decisions, tickets }).toEqual(eachAlone(events, policy, hash));
  });
  expect(letGo).toBeGreaterThan(10);
});
