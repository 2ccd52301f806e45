/** What `policy check` warns of: allowed, and hardly meant. */
import { describe, expect, it } from 'vitest';
import { pinnedThatEnds } from '../../src/policy/lint/horizon.js';
import { parsePolicy } from '../../src/policy/index.js';
import { problemsIn, warningsIn } from './policy-text.js';

const HEAD = `version: 1
tiers:
  - { name: L1, group: a, notify: [{ slack: '#l1' }] }
  - { name: L2, group: b, notify: [{ slack: '#l2' }] }
  - { name: L3, group: c, notify: [{ slack: '#l3' }] }
`;
const CALENDARS = `calendars:
  days: { time_zone: UTC, hours: { mon-fri: [09:00-17:00] } }
  nights: { time_zone: UTC, hours: { mon-fri: [00:00-09:00, 17:00-24:00] } }
  gone: { time_zone: UTC, hours: {}, days: { 2026-02-02: [09:00-17:00] } }
  over: { time_zone: UTC, hours: {}, days: { 2025-02-03: [09:00-17:00] } }
`;
const TAIL = `  - { name: up, when: { idle: 9d }, to: next }
de_escalate: [{ when: { resolution_confirmed: true }, to: base }]
`;
const rules = (rule: string, more = '') => `${HEAD}${more}rules:\n  - ${rule}\n${TAIL}`;

describe('a rule that never fires', () => {
  it.each<[string, string, string, string?]>([
    [
      'stalled on the lowest tier',
      '{ name: r, when: { tier: [L1], stalled: 4h }, to: L2 }',
      'when.stalled: this rule never fires: stalled counts from an escalation, and none leads to L1',
    ],
    [
      'with two values of one field',
      '{ name: r, when: { status: [open], all: [{ status: [pending] }] }, to: L2 }',
      'when.all[0].status: this rule never fires: a ticket has one status at a time',
    ],
    [
      'that takes away what it is for',
      '{ name: r, when: { customer_tier: [gold] }, unless: { any: [{ customer_tier: [gold, silver] }] }, to: L2 }',
      'unless: this rule never fires: this takes away every customer_tier that it is for',
    ],
    [
      'with a condition of its own that has that effect',
      '{ name: r, when: { idle: 1h, priority: [high], not: { priority: [high] } }, to: L2 }',
      'when.not: this rule never fires: this takes away every priority that it is for',
    ],
    ...(
      [
        ['idle: 2h', 'idle: 1h'],
        ['waiting: { for: 2h, calendar: days }', 'any: [{ tags: [b] }, { waiting: { for: 2h, calendar: days } }]'],
        ['customer_replies: 3', 'customer_replies: 3'],
        ['sla_used: 90%', 'sla_used: 75%'],
        ['sentiment_below: -0.5', 'sentiment_below: -0.3'],
        ['tags: [a]', 'tags: [a, b]'],
        ['clock: { of: resolution, used: 90% }', 'clock: { of: resolution, used: 80% }'],
        ['clock: { of: resolution, left: 1h }', 'clock: { of: resolution, left: 2h }'],
        ['clock: { of: resolution, used: 90% }', 'sla_used: 90%'],
        ['sentiment: { last: 3, below: -0.4 }', 'sentiment: { last: 3, below: -0.2 }'],
        ['waiting: 2h', 'unanswered_replies: 1'],
        ['unanswered_replies: 3', 'unanswered_replies: 2'],
        ['fields: { product: [x], area: [y] }', 'fields: { product: [x, z] }'],
        ['idle: 2h, tags: [a]', 'idle: 1h, tags: [a, b]'],
        ['idle: 2h, all: [{ tags: [a] }]', 'all: [{ idle: 1h }, { any: [{ tags: [a] }, { tags: [b] }] }]'],
      ] as const
    ).map(([when, unless]): [string, string, string, string] => [
      `of ${when}, but not of ${unless}`,
      `{ name: r, when: { ${when} }, unless: { ${unless} }, to: L2 }`,
      'unless: this rule never fires: this holds whenever its conditions do',
      CALENDARS,
    ]),
    [
      'with exceptions that take away all it is for together',
      '{ name: r, when: { customer_tier: [gold, silver], all: [{ not: { customer_tier: [gold] } }] }, unless: { customer_tier: [silver] }, to: L2 }',
      'unless: this rule never fires: this takes away every customer_tier that it is for',
    ],
    [
      'with a mean that is below every score',
      '{ name: r, when: { sentiment: { last: 3, below: -1 } }, to: L2 }',
      'when.sentiment: this rule never fires: no score is below -1',
    ],
    [
      'with more unanswered replies than are counted',
      '{ name: r, when: { unanswered_replies: 65 }, to: L2 }',
      'when.unanswered_replies: this rule never fires: only 64 unanswered replies are counted',
    ],
    [
      'by a clock that is off for its customers',
      '{ name: r, when: { customer_tier: [free], clock: { of: first_response, used: 50% } }, to: L2 }',
      'when.clock: this rule never fires: first_response has no target for customer_tier free',
      'clocks: { first_response: { target: [{ customer_tier: [gold], is: 1h }] } }\n',
    ],
    [
      'in hours that never come together',
      '{ name: r, when: { idle: 1h, hours: days, all: [{ hours: nights }] }, to: L2 }',
      'when.all[0].hours: this rule never fires: these hours have no instant in common',
      CALENDARS,
    ],
    [
      'in hours that are taken away',
      '{ name: r, when: { idle: 1h, hours: days }, unless: { hours: days }, to: L2 }',
      'when.hours: this rule never fires: these hours have no instant in common',
      CALENDARS,
    ],
    [
      'when a calendar is closed that never is',
      '{ name: r, when: { idle: 1h, not: { hours: 24x7 } }, to: L2 }',
      'when.not.hours: this rule never fires: these hours never end',
    ],
    [
      'in hours that are over',
      '{ name: r, when: { idle: 1h, hours: over }, to: L2 }',
      'when.hours: this rule never fires: its hours never come again',
      CALENDARS,
    ],
  ])('%s', (_what, rule, warning, more) => {
    expect(warningsIn(rules(rule, more)).map(withoutPlace)).toEqual([`rules[0].${warning}`]);
  });

  it.each<[string, string, string?]>([
    ['stalled where escalations lead', '{ name: r, when: { tier: [L1, L2], stalled: 4h }, to: L3 }'],
    ['one of two values', '{ name: r, when: { any: [{ status: [open] }, { status: [new] }] }, to: L2 }'],
    ['some of its values taken away', '{ name: r, when: { status: [open, new] }, unless: { status: [new] }, to: L2 }'],
    [
      'taken away only together with more',
      '{ name: r, when: { status: [open] }, unless: { status: [open], idle: 1h }, to: L2 }',
    ],
    [
      'a mark of one clock taken away together with a later one',
      '{ name: r, when: { clock: { of: resolution, used: 90% } }, unless: { sla_used: 95%, clock: { of: resolution, used: 80% } }, to: L2 }',
    ],
    ['a length that goes on', '{ name: r, when: { idle: 1h }, unless: { idle: 2h }, to: L2 }'],
    ['one of several tags', '{ name: r, when: { tags: [a, b] }, unless: { tags: [a] }, to: L2 }'],
    [
      'a length of another calendar',
      '{ name: r, when: { idle: 2h }, unless: { idle: { for: 1h, calendar: days } }, to: L2 }',
      CALENDARS,
    ],
    [
      'another mark',
      '{ name: r, when: { clock: { of: resolution, used: 50% } }, unless: { clock: { of: resolution, left: 1h } }, to: L2 }',
    ],
    [
      'hours that overlap at times',
      '{ name: r, when: { idle: 1h, hours: days }, unless: { hours: gone }, to: L2 }',
      CALENDARS,
    ],
  ])('is not one with %s', (_what, rule, more) => {
    expect(warningsIn(rules(rule, more))).toEqual([]);
  });
});

describe('a branch that never holds', () => {
  const told = (when: string, more = '', unless = '{ tags: [none] }') =>
    warningsIn(rules(`{ name: r, when: { ${when} }, unless: ${unless}, to: L2 }`, more)).map(withoutPlace);
  const BRANCH = 'this branch never holds';

  it('is told where it stands, with why', () => {
    expect(told('status: [open], any: [{ idle: 1h }, { status: [pending] }]')).toEqual([
      `rules[0].when.any[1].status: ${BRANCH}: a ticket has one status at a time`,
    ]);
    expect(told('all: [{ any: [{ idle: 2h, not: { idle: 1h } }, { hours: over }, { idle: 3h }] }]', CALENDARS)).toEqual(
      [
        `rules[0].when.all[0].any[0].not: ${BRANCH}: this holds whenever its conditions do`,
        `rules[0].when.all[0].any[1].hours: ${BRANCH}: its hours never come again`,
      ],
    );
  });

  it('names what stands elsewhere and rules it out', () => {
    expect(told('any: [{ idle: 2h }, { tags: [x] }]', '', '{ idle: 1h }')).toEqual([
      `rules[0].when.any[0]: ${BRANCH}: this holds whenever its conditions do (rules[0].unless)`,
    ]);
  });

  it('leaves a rule that never fires, if there is no other', () => {
    expect(told('status: [open], any: [{ status: [new] }, { any: [{ status: [pending] }] }]')).toEqual([
      'rules[0].when.any: this rule never fires: no branch is left',
      `rules[0].when.any[0].status: ${BRANCH}: a ticket has one status at a time`,
      `rules[0].when.any[1].any[0].status: ${BRANCH}: a ticket has one status at a time`,
    ]);
  });

  it('is not one that holds with the others', () => {
    expect(told('status: [open, new], any: [{ status: [new] }, { idle: 2h, not: { idle: 3h } }]')).toEqual([]);
  });
});

it('time left that is the whole target of a clock, or more', () => {
  const told = (left: string) =>
    warningsIn(
      rules(
        `{ name: r, when: { clock: { of: first_response, left: ${left} } }, to: L2 }`,
        'clocks: { first_response: { target: [{ priority: [high], is: 1h }, { is: 8h }] } }\n',
      ),
    ).map(withoutPlace);
  expect(told('8h')).toEqual([
    'rules[0].when.clock: this holds as soon as the clock starts: no target of first response is longer than 8 h',
  ]);
  expect(told('7h')).toEqual([]);
});

describe('a mark that is never reached', () => {
  it.each([
    ['{ name: r, when: { idle: { for: 9h, calendar: gone } }, to: L2 }', 'when.idle'],
    ['{ name: r, when: { any: [{ waiting: { for: 1m, calendar: over } }] }, to: L2 }', 'when.any[0].waiting'],
    ['{ name: r, when: { idle: 1h }, unless: { in_tier: { for: 9h, calendar: gone } }, to: L2 }', 'unless.in_tier'],
  ])('%s', (rule, place) => {
    const [warning, ...more] = warningsIn(rules(rule, CALENDARS)).map(withoutPlace);
    expect(warning).toMatch(
      new RegExp(`^rules\\[0\\]\\.${place.replace(/[[\]]/g, '\\$&')}: this mark is never reached`),
    );
    expect(more).toEqual([]);
  });

  it('lies outside the hours of a clock for ever', () => {
    const text = (used: string) =>
      rules(
        `{ name: r, when: { clock: { of: first_response, used: ${used} } }, to: L2 }`,
        `${CALENDARS}clocks: { first_response: { target: 8h, calendar: gone } }\n`,
      );
    expect(warningsIn(text('100%'))).toEqual([]);
    expect(warningsIn(text('101%'))).toEqual([
      '13:31 rules[0].when.clock: this mark is never reached: gone does not open for so long any more',
    ]);
  });
});

it('a clock that no rule looks at', () => {
  const clocks = 'clocks:\n  first_response: { target: 1h }\n  next_response: { target: 1h }\n  resolution: {}\n';
  const rule =
    '{ name: r, when: { clock: { of: next_response, left: 0 } }, unless: { breached: [resolution] }, to: L2 }';
  expect(warningsIn(rules(rule, clocks))).toEqual([
    '7:19 clocks.first_response: no rule looks at the clock first_response',
  ]);
});

it('a target of a clock that nobody ever has', () => {
  const told = (target: string) =>
    warningsIn(
      rules(
        '{ name: r, when: { clock: { of: first_response, used: 100% } }, to: L2 }',
        `clocks: { first_response: { target: ${target} } }\n`,
      ),
    ).map(withoutPlace);
  const never = (i: number, before: number) =>
    `clocks.first_response.target[${i}]: nobody ever has this target: entry ${before} is for all of its tickets, and stands before it`;
  expect(told('[{ is: 8h }, { priority: [urgent], is: 30m }]')).toEqual([never(1, 1)]);
  expect(
    told('[{ tags: [a], is: 1h }, { priority: [high, low], is: 8h }, { priority: [high], tags: [b], is: 30m }]'),
  ).toEqual([never(2, 2)]);
  expect(told('[{ priority: [high], is: 1h }, { priority: [high, low], is: 2h }, { is: 3h }]')).toEqual([]);
});

describe('rules that always come true together', () => {
  const two = (one: string, other: string) => rules(`{ name: a, ${one} }\n  - { name: b, ${other} }`);

  it.each([
    ['when: { sla_used: 75% }, to: L2', 'when: { clock: { of: resolution, used: 75% } }, to: L3, bump: 1'],
    [
      'when: { idle: 1h, status: [open, new] }, to: L2',
      'when: { all: [{ status: [new, open] }], idle: 60m }, to: next',
    ],
    ['when: { any: [{ tags: [x] }] }, notify: here', "when: { tags: [x] }, notify: [{ slack: '#x' }]"],
  ])('%s and %s', (one, other) => {
    expect(warningsIn(two(one, other)).map(withoutPlace)).toEqual([
      'rules[1].when: b always comes true together with a',
    ]);
  });

  it.each([
    ['when: { idle: 1h }, to: L2', 'when: { idle: 1h }, notify: here'],
    ['when: { idle: 1h }, to: L2', 'when: { idle: 2h }, to: L3'],
    [
      'when: { sla_used: 75%, clock: { of: resolution, left: 1h } }, to: L2',
      'when: { sla_used: 75%, clock: { of: resolution, left: 2h } }, to: L3',
    ],
    ['when: { idle: 1h }, to: L2', 'when: { idle: 1h }, unless: { tags: [x] }, to: L3'],
    ['when: { any: [{ tags: [x] }, { idle: 1h }] }, to: L2', 'when: { tags: [x], idle: 1h }, to: L3'],
  ])('are not %s and %s', (one, other) => {
    expect(warningsIn(two(one, other))).toEqual([]);
  });
});

describe('tiers and targets', () => {
  const ladder = (tail: string) => `${HEAD}rules:\n${tail}`;

  it.each([
    [
      '  - { name: r, when: { idle: 1h }, to: L2 }\nde_escalate: [{ when: { resolution_confirmed: true }, to: base }]\n',
      '5:13 tiers[2].name: no rule leads to "L3"',
    ],
    [
      '  - { name: r, when: { idle: 1h, tier: [L1] }, to: next }\nde_escalate: [{ when: { resolution_confirmed: true }, to: base }]\n',
      '5:13 tiers[2].name: no rule leads to "L3"',
    ],
    [
      '  - { name: r, when: { idle: 1h }, to: next }\n',
      '3:35 tiers[0].notify: nothing is ever told here: no rule brings a ticket down to "L1", and none tells here',
    ],
  ])('%#: nobody comes, nobody reads', (tail, warning) => {
    expect(warningsIn(ladder(tail))).toEqual([warning]);
  });

  it('a rule that tells where nobody is', () => {
    const text = rules('{ name: r, when: { idle: 1h }, notify: here }').replace(", notify: [{ slack: '#l1' }]", '');
    expect(warningsIn(text)).toEqual(['7:44 rules[0].notify: this tells nobody of a ticket on L1']);
  });

  it('a target whose hours never come', () => {
    const text = rules("{ name: r, when: { idle: 1h }, notify: [{ slack: '#x', hours: over }] }", CALENDARS);
    expect(warningsIn(text).map(withoutPlace)).toEqual([
      'rules[0].notify[0].hours: nobody ever reads this: over never opens again',
    ]);
  });
});

describe('rotations', () => {
  const people = 'people: { anna: { slack: U012ANNA }, ben: { slack: U012BEN } }\n';
  const rotation = (from: string, overrides = '[]') =>
    rules(
      '{ name: r, when: { idle: 1h }, notify: [{ slack: primary }] }',
      `${people}rotations: { primary: { members: [anna, ben], every: 1w, from: ${from}, time_zone: UTC, overrides: ${overrides} } }\n`,
    );

  it('with a gap before the first turn', () => {
    expect(warningsIn(rotation('2025-12-29T09:00'))).toEqual([]);
    expect(warningsIn(rotation('2026-01-12T09:00'))).toEqual([
      '7:64 rotations.primary.from: there is a gap until the first turn begins: until then anna is always on call',
    ]);
  });

  it('with an override that a later one has whole', () => {
    const one = '{ from: 2026-02-02T09:00, to: 2026-02-03T09:00, who: anna }';
    const other = '{ from: 2026-02-01T09:00, to: 2026-02-04T09:00, who: ben }';
    expect(warningsIn(rotation('2025-12-29T09:00', `[${other}, ${one}]`))).toEqual([]);
    expect(warningsIn(rotation('2025-12-29T09:00', `[${one}, ${other}]`)).map(withoutPlace)).toEqual([
      'rotations.primary.overrides[0]: anna is never on call by this: a later override has all of it',
    ]);
  });

  it('that nobody asks', () => {
    const text = rotation('2025-12-29T09:00').replace('{ slack: primary }', "{ slack: '#x' }");
    expect(warningsIn(text).map(withoutPlace)).toEqual(['rotations.primary: nobody asks who is on call in primary']);
  });
});

describe('a status near a closing one', () => {
  const said = (status: string) => `"${status}" does not end the watch, though it looks as if it did`;
  const desk = (more: string, status = 'open') =>
    rules(`{ name: r, when: { idle: 1h, any: [{ status: [new, ${status}] }, { tags: [x] }] }, to: L2 }`, more);

  it.each([
    ['in a condition, however deep', desk('', 'Closed'), `rules[0].when.any[0].status[1]: ${said('Closed')}`],
    [
      'in the pause of a clock',
      desk('clocks: { resolution: { pause: [pending, solved] } }\n').replace('idle: 1h', 'sla_used: 50%'),
      `clocks.resolution.pause[1]: ${said('solved')}`,
    ],
    [
      'that would close by itself',
      desk('auto_close: { status: [done], idle: 7d, as: closed }\n'),
      `auto_close.status[0]: ${said('done')}`,
    ],
    [
      'of a policy that names its own',
      desk('closing_statuses: [merged, closed]\n', 'resolved'),
      `rules[0].when.any[0].status[1]: ${said('resolved')}`,
    ],
  ])('%s', (_where, text, warning) => {
    expect(warningsIn(text).map(withoutPlace)).toEqual([warning]);
  });

  it.each([
    ['on hold', desk('', 'on_hold')],
    ['one that the policy lets close', desk('closing_statuses: [resolved, closed, merged]\n').replace('new, ', '')],
    [
      'a word that only contains one',
      desk('clocks: { resolution: { pause: [closed_by_partner] } }\n').replace('idle: 1h', 'sla_used: 50%'),
    ],
  ])('is not %s', (_what, text) => {
    expect(warningsIn(text)).toEqual([]);
  });
});

describe('nothing is said of', () => {
  it.each([
    ['a target whose hours come', "{ name: r, when: { idle: 1h }, notify: [{ slack: '#x', hours: days }] }", CALENDARS],
    ['hours that are closed on some days', '{ name: r, when: { idle: 1h, hours: gone }, to: L2 }', CALENDARS],
    ['a mark of open time that comes', '{ name: r, when: { idle: { for: 9h, calendar: nights } }, to: L2 }', CALENDARS],
    ['tiers that are reached one by one', '{ name: r, when: { idle: 1h, tier: [L1] }, to: L2 }', ''],
    [
      'a clock that is asked whether it was breached',
      '{ name: r, when: { breached: [next_response] }, to: L2 }',
      'clocks: { next_response: { target: 1h } }\n',
    ],
  ])('%s', (_what, rule, more) => {
    expect(warningsIn(rules(rule, more))).toEqual([]);
  });
});

describe('what is known of the future', () => {
  const desk = (holidays: string) =>
    rules(
      '{ name: r, when: { idle: { for: 1h, calendar: desk } }, to: L2 }',
      `calendars: { desk: { time_zone: Europe/Berlin, hours: { mon: [09:00-17:00] }, holidays: ${holidays} } }\n`,
    );

  it('holidays that end within a year are told', () => {
    expect(warningsIn(desk('[2026-12-25]')).map(withoutPlace)).toEqual([
      'calendars.desk.holidays: the last of these is 2026-12-25: after it no day is a holiday',
    ]);
    expect(warningsIn(desk('[2026-12-25, 2027-12-25]'))).toEqual([]);
    expect(warningsIn(desk('[2026-12-24, { country: DE }]'))).toEqual([]);
  });

  it('so is a pinned horizon that does', () => {
    const { policy } = parsePolicy(desk('[2026-12-25]'), 'p.yaml', 20_454);
    const end = policy.pinned!.until;
    expect(pinnedThatEnds(policy, end - 400)).toEqual([]);
    expect(pinnedThatEnds(policy, end - 365)).toEqual([
      {
        path: [],
        message: 'time zones and holidays are known until 2046-01-01 only',
        expected: 'apply its file anew, so that they are looked up again',
      },
    ]);
    const { warnings } = parsePolicy(desk('[2099-12-25]'), 'p.yaml', 5_000);
    expect(warnings.map(({ message }) => message)).toEqual(['time zones and holidays are known until 2003-09-10 only']);
  });
});

describe('notation', () => {
  it('what YAML writes for infinity is one problem each, in its words', () => {
    const text = rules('{ name: r, when: { idle: .inf }, to: L2 }').replace(
      'resolution_confirmed: true',
      'sentiment_at_least: .inf',
    );
    expect(problemsIn(text)).toEqual([
      '7:30 rules[0].when.idle: .inf is not a length of time; a length of time such as 30s, 90m, 4h, 2d or 1h30m',
      '9:45 de_escalate[0].when.sentiment_at_least: .inf is out of range; a score from -1 (angry) to 1 (happy)',
    ]);
  });

  it.each([
    ['5', '7:9'],
    ['text', '7:9'],
    ['[1]', '7:10'],
    ['', '7:9'],
  ])('a merge key of “%s” is told where it stands', (value, place) => {
    const text = rules(`<<: ${value}\n    name: r\n    when: { idle: 1h }\n    to: L2`);
    expect(problemsIn(text)).toEqual([
      `${place} only a group of keys can be merged with <<; write <<: *name, &name standing before such a group`,
    ]);
  });
});

function withoutPlace(warning: string): string {
  return warning.replace(/^\d+:\d+ /, '');
}
