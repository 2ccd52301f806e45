/** Pauses at random instants, over random calendars: each mark is told once, at the instant that counting minute by minute comes to. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTimeline } from '../../../src/cli/timeline-file.js';
import { simulate } from '../../../src/domain/simulation/timeline.js';
import type { Policy } from '../../../src/domain/rules/policy.js';
import { parsePolicy } from '../../../src/policy/index.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { calendars, FIRST_DAY, instants, type Case } from '../../support/time/calendars.js';
import { SlowCalendar } from '../../support/time/minute-by-minute.js';

announceSeed(import.meta.url);

const DAYS = 24;
const END = FIRST_DAY + DAYS + 20;
const HOUR = 3_600_000;
const PAUSE = ['pending', 'on_hold'];
const SHARES = { early: 0.25, half: 0.5, soon: 0.9, late: 1, very_late: 1.5 };

const { policy: PLAIN, hash } = parsePolicy(
  `
version: 1
calendars: { desk: { time_zone: UTC, hours: { mon: [09:00-17:00] } } }
clocks: { resolution: { calendar: desk, pause: [${PAUSE.join(', ')}] } }
tiers: [{ name: L1, group: one }, { name: L2, group: two }]
rules:
${Object.entries(SHARES)
  .map(
    ([name, share]) =>
      `  - { name: ${name}, when: { clock: { of: resolution, used: ${share * 100}% } }, notify: here }`,
  )
  .join('\n')}
`,
  'policy.yaml',
  FIRST_DAY,
);

interface Life {
  one: Case;
  slaHours: number;
  /** The first of them is the opening. */
  statuses: { at: number; status: string }[];
}

const lives: fc.Arbitrary<Life> = fc.record({
  one: calendars(DAYS),
  slaHours: fc.integer({ min: 1, max: 90 }),
  statuses: fc
    .uniqueArray(fc.record({ at: instants(DAYS), status: fc.constantFrom('open', 'open', 'waiting', ...PAUSE) }), {
      minLength: 1,
      maxLength: 12,
      selector: ({ at }) => at,
    })
    .map((all) => all.sort((a, b) => a.at - b.at)),
});

/** When each share of the target was used, in the days that are looked at. */
function reached({ one, slaHours, statuses }: Life): string[] {
  const slow = new SlowCalendar(one.calendar, one.pinned, FIRST_DAY - 2, END);
  const told: [at: number, name: string][] = [];
  for (const [name, share] of Object.entries(SHARES)) {
    let rest = share * slaHours * HOUR;
    for (const [i, { at, status }] of statuses.entries()) {
      if (PAUSE.includes(status)) continue;
      const until = statuses[i + 1]?.at ?? END * 24 * HOUR;
      const then = slow.add(at, rest);
      if (then !== undefined && then <= until) {
        told.push([then, name]);
        break;
      }
      rest -= slow.business(at, until);
    }
  }
  return told.map(([at, name]) => `${name} ${new Date(at).toISOString()}`).sort();
}

function byTheEngine({ one, slaHours, statuses }: Life): string[] {
  const policy: Policy = { ...PLAIN, calendars: { desk: one.calendar }, pinned: one.pinned };
  const rows = statuses.map(({ at, status }, i) => ({
    at: new Date(at).toISOString(),
    ticketId: 'T',
    ...(i === 0
      ? { type: 'created', ticket: { status, priority: 'normal', customerTier: 'standard', slaHours } }
      : { type: 'ticket_changed', status }),
  }));
  const end = { at: new Date(END * 24 * HOUR - 1).toISOString(), type: 'end' };
  const text = [...rows, end].map((row) => JSON.stringify(row)).join('\n');
  const { decisions } = simulate(readTimeline({ name: 'timeline', text }, policy).events, policy, hash);
  return decisions
    .flatMap((one) => (one.kind === 'notified' ? [`${one.rule} ${new Date(one.at).toISOString()}`] : []))
    .sort();
}

it('lose no mark and double none', () => {
  let marks = 0;
  let paused = 0;
  const runs = 120;
  holdsFor(runs, lives, (life) => {
    const expected = reached(life);
    expect(byTheEngine(life)).toEqual(expected);
    marks += expected.length;
    if (life.statuses.some(({ status }) => PAUSE.includes(status))) paused++;
  });
  expect(marks).toBeGreaterThan(runs);
  expect(paused).toBeGreaterThan(runs / 3);
});
