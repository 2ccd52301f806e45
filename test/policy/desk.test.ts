/** Mistakes in what a desk says of its calendars, clocks and people, and what is odd about them. */
import { expect, it } from 'vitest';
import { loadPolicy, parsePolicy } from '../../src/policy/index.js';
import { problemsIn, VALID, warningsIn } from './policy-text.js';

const [BEFORE, RULES] = VALID.split('rules:\n') as [string, string];
const with_ = (parts: string, rules = RULES) => `${BEFORE}${parts}\nrules:\n${rules}`;
const rule = (text: string) => with_('', `  - ${text}\n  - { name: late, when: { sla_used: 100% }, to: next }\n`);

it.each([
  [
    with_('calendars: { office: { time_zone: Europe/Belin, hours: { mon: [09:00-17:00] } } }'),
    'calendars.office.time_zone: there is no time zone "Europe/Belin"; did you mean "Europe/Berlin"?',
  ],
  [
    with_('calendars: { office: { time_zone: UTC, hours: { mon: [9-17] } } }'),
    'calendars.office.hours.mon[0]: "9-17" is not a slot; write 09:00-17:00',
  ],
  [with_('calendars: { office: { time_zone: UTC, hours: { mo: [09:00-17:00] } } }'), '"mo"'],
  [
    with_('calendars: { office: { time_zone: UTC, hours: {}, holidays: [{ country: GE, region: XX }] } }'),
    'calendars.office.holidays[0].region',
  ],
  [with_('calendars: { 24x7: { time_zone: UTC, hours: {} } }'), '"24x7" is there by itself'],
  [
    with_(
      'clocks: { first_response: { target: 1h, calendar: offise } }\ncalendars: { office: { time_zone: UTC, hours: {} } }',
    ),
    'there is no calendar "offise"; did you mean "office"?',
  ],
  [
    with_('clocks: { next_response: { target: ticket } }'),
    'clocks.next_response.target: the SLA of a ticket is the target of resolution; a length of time',
  ],
  [
    with_('clocks: { first_response: { target: [{ priority: [urgnt], is: 1h }] } }'),
    'clocks.first_response.target[0].priority[0]: there is no priority "urgnt"',
  ],
  [
    rule('{ name: soon, when: { clock: { of: resolution, used: 20m } }, to: L2 }'),
    'when.clock.used: "20m" is not a percentage; a percentage of the target, or left',
  ],
  [
    rule('{ name: soon, when: { clock: { of: resolution, left: 75% } }, to: L2 }'),
    'when.clock.left: "75%" is not a length of time; a length of time, or used',
  ],
  [with_('clocks: { first_reponse: { target: 1h } }'), 'unknown key "first_reponse"; did you mean "first_response"?'],
  [with_('people: { anna: {} }'), 'people.anna: is empty; one of slack, email, webhook, teams'],
  [
    with_(
      'people: { anna: { email: a@example.com } }\nrotations: { primary: { members: [ana], every: 1w, from: 2026-01-05T09:00, time_zone: UTC } }',
    ),
    'rotations.primary.members[0]: there is no person "ana"; did you mean "anna"?',
  ],
  [
    with_(
      'people: { anna: { email: a@example.com } }\nrotations: { anna: { members: [anna], every: 1w, from: 2026-01-05T09:00, time_zone: UTC } }',
    ),
    'there is a person "anna" already',
  ],
  [
    with_('reopen: { on: customer_reply, within: 2d, status: closed }'),
    'reopen.status: "closed" ends the watch; a status of open tickets',
  ],
  [
    with_('auto_close: { status: [pending], idle: 2d, as: done }'),
    'auto_close.as: "done" does not end the watch; one of resolved, closed',
  ],
  [with_('acknowledgement: { for: 2h, ends: [reply] }'), 'acknowledgement.ends[0]: "reply" is not possible here'],
  [rule('{ name: r, when: { idle: 2h } }'), 'rules[0].to: is missing; the name of a tier, or next'],
  [rule('{ name: r, when: { idle: 2h }, to: L2, notify: here }'), 'rules[0].notify: stands beside to'],
  [rule('{ name: r, when: { idle: 2h }, notify: there }'), 'rules[0].notify: "there" is not possible here; write here'],
  [rule('{ name: r, when: { idle: { for: 2, calendar: x } }, to: L2 }'), 'rules[0].when.idle.for: 2 has no unit'],
  [
    rule('{ name: r, when: { clock: { of: resolution } }, to: L2 }'),
    'rules[0].when.clock: has no mark; exactly one of used (75%) and left (30m)',
  ],
  [rule('{ name: r, when: { any: [{ tier: [L9] }] }, to: L2 }'), 'rules[0].when.any[0].tier[0]: there is no tier "L9"'],
  [rule('{ name: r, when: { any: [{}] }, to: L2 }'), 'rules[0].when.any[0]: has no condition'],
  [
    rule('{ name: r, when: { not: { idel: 2h } }, to: L2 }'),
    'rules[0].when.not: unknown key "idel"; did you mean "idle"?',
  ],
  [
    rule('{ name: r, when: { not: { not: { not: { not: { not: { not: { idle: 1h } } } } } } }, to: L2 }'),
    'rules[0].when.not.not.not.not.not.not: stands too deep',
  ],
  [
    rule('{ name: r, when: { idle: 2h }, unless: { hours: nights }, to: L2 }'),
    'rules[0].unless.hours: there is no calendar "nights"',
  ],
  [
    rule('{ name: r, when: { idle: 2h }, notify: [{ slack: anna }] }'),
    'rules[0].notify[0].slack: "anna" is not a Slack channel; did you mean "#anna"?',
  ],
])('%#: %s', (text, problem) => {
  expect(problemsIn(text).join('\n')).toContain(problem);
});

it('someone who is told has an address of the channel', () => {
  const people =
    'people: { anna: { email: a@example.com } }\nrotations: { primary: { members: [anna], every: 1w, from: 2026-01-05T09:00, time_zone: UTC } }';
  const text = (who: string) => with_(people, `  - { name: r, when: { idle: 2h }, notify: [{ slack: ${who} }] }\n`);
  for (const who of ['anna', 'primary'])
    expect(problemsIn(text(who)).join()).toContain('anna has no slack; add slack to people.anna');
  expect(problemsIn(text('primry')).join()).toContain(
    'there is no person or rotation "primry"; did you mean "primary"?',
  );
});

it('warns of clocks that are off, and of statuses that look as if they closed', () => {
  expect(warningsIn(rule('{ name: r, when: { clock: { of: next_response, used: 75% } }, to: L2 }')).join()).toContain(
    'the clock next_response is off',
  );
  expect(warningsIn(rule('{ name: r, when: { idle: 2h, status: [Solved] }, to: L2 }')).join()).toContain(
    '"Solved" does not end the watch',
  );
});

it('what is looked up of the world is no part of the hash', async () => {
  const text = with_('calendars: { office: { time_zone: Europe/Berlin, hours: { mon: [09:00-17:00] } } }');
  const [one, other] = [20_000, 21_000].map((day) => parsePolicy(text, 'p.yaml', day));
  expect(one!.policy.pinned).not.toEqual(other!.policy.pinned);
  expect(one!.hash).toBe(other!.hash);
  expect((await loadPolicy('policies/default.yaml')).hash).toBe('af7592cb68739bdf');
});
