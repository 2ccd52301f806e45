/** A whole desk's policy with mistakes in it: all of them at once, each at its place, with the nearest name that exists. */
import { describe, expect, it } from 'vitest';
import { checkPolicy, parsePolicy } from '../../src/policy/index.js';

const DESK = `version: 1
calendars:
  office: { time_zone: Europe/Berlin, hours: { mon-fri: [09:00-17:00] }, holidays: [{ country: DE, region: BE }] }
clocks:
  first_response: { target: [{ customer_tier: [gold], is: 30m }, { is: 8h }], calendar: office }
people:
  anna: { slack: U012ANNA, email: anna@example.com }
  ben: { slack: U012BENN, email: ben@example.com }
rotations:
  primary: { members: [anna, ben], every: 1w, from: 2026-01-05T09:00, time_zone: Europe/Berlin }
tiers:
  - { name: L1, group: a, notify: [{ slack: '#l1' }] }
  - { name: L2, group: b, notify: [{ slack: primary, hours: office }] }
rules:
  - { name: r1, when: { clock: { of: first_response, used: 100% } }, to: L2, repeat: { every: 15m, at_most: 5 } }
  - { name: r2, when: { idle: { for: 2h, calendar: office }, tags: [outage] }, notify: here }
de_escalate:
  - { when: { resolution_confirmed: true }, to: base }
`;

type Change = [passage: string, instead: string];

async function said(...changes: Change[]): Promise<string[]> {
  let text = DESK;
  for (const [passage, instead] of changes) {
    expect(text).toContain(passage);
    text = text.replace(passage, instead);
  }
  const { problems, warnings } = await checkPolicy(text, 'p.yaml');
  return [...problems, ...warnings].map(
    ({ line, column, path, message, expected }) => `${line}:${column} ${path}: ${message}; ${expected}`,
  );
}

it('holidays of countries are looked up for it', async () => {
  expect(await said()).toEqual([]);
  expect(await said(['country: DE', 'country: DD'])).toMatchObject([
    expect.stringMatching(/^3:96 calendars\.office\.holidays\[0\]\.country: /),
  ]);
  // In YAML 1.1 this was false.
  expect(await said(['country: DE, region: BE', 'country: NO'])).toEqual([]);
});

it('all at once, in the order of the file', async () => {
  expect(
    await said(
      ['country: DE', 'country: DD'],
      ['calendar: office }\npeople', 'calendar: ofice }\npeople'],
      ['members: [anna, ben]', 'members: [anna, bne]'],
      ['slack: primary', 'slack: primry'],
      ['of: first_response', 'of: first_respons'],
      ['calendar: office }, tags', 'calendar: Office }, tags'],
      ['to: base', 'to: bse'],
    ),
  ).toEqual([
    '3:96 calendars.office.holidays[0].country: no holidays are known of a country "DD"; the two letters of a country, such as DE',
    '5:89 clocks.first_response.calendar: there is no calendar "ofice"; did you mean "office"? there are 24x7, office',
    '10:30 rotations.primary.members[1]: there is no person "bne"; did you mean "ben"? there are anna, ben',
    '13:45 tiers[1].notify[0].slack: there is no person or rotation "primry"; did you mean "primary"?',
    '15:38 rules[0].when.clock.of: "first_respons" is not possible here; did you mean "first_response"? there are first_response, next_response, resolution',
    '16:52 rules[1].when.idle.calendar: there is no calendar "Office"; did you mean "office"? there are 24x7, office',
    '18:49 de_escalate[0].to: "bse" is not possible here; did you mean "base"? there are previous, base',
  ]);
});

describe('what YAML reads otherwise than people', () => {
  it.each<[string, Change, string[]]>([
    ['a number with zeros before it', ['at_most: 5', 'at_most: 017'], []],
    ['an octal number', ['at_most: 5', 'at_most: 0o17'], []],
    [
      'a number that no computer holds',
      ['at_most: 5', 'at_most: 99999999999999999999'],
      ['15:109 rules[0].repeat.at_most: 100000000000000000000 is not a whole number; a whole number, 1 or more'],
    ],
    ['words that were false once', ['tags: [outage]', 'tags: [no, off, n]'], []],
    ['a date', ['tags: [outage]', 'tags: [2026-01-05]'], []],
    [
      'a number and a truth among texts',
      ['tags: [outage]', 'fields: { product: [1, true] }'],
      [
        '16:82 rules[1].when.fields.product[0]: 1 is not a text; write "1", in quotes',
        '16:85 rules[1].when.fields.product[1]: true is not a text; write "true", in quotes',
      ],
    ],
    [
      'a date in the order of another country',
      ['{ country: DE, region: BE }', '24.12.2026'],
      [
        '3:85 calendars.office.holidays[0]: "24.12.2026" is not a date; a date such as 2026-12-25, or a country such as { country: DE, region: BE }',
      ],
    ],
    [
      'a slot with a dash of a word processor',
      ['09:00-17:00', '09:00–17:00'],
      ['3:58 calendars.office.hours.mon-fri[0]: "09:00–17:00" is not a slot; write 09:00-17:00'],
    ],
    [
      'a key that is a list',
      ['tags: [outage]', 'tags: [outage], ? [a, b] : x'],
      [expect.stringMatching(/^16:\d+ rules\[1\]\.when: unknown key "\[ a, b \]"; /)],
    ],
    ['a tab behind a colon', ['version: 1', 'version:\t1'], []],
    [
      'a tab before a key',
      ['  office:', '\toffice:'],
      ['3:1 : tabs are not allowed as indentation; indent with spaces'],
    ],
  ])('%s', async (_what, change, expected) => {
    expect(await said(change)).toEqual(expected);
  });

  it('lines that end as on an old Macintosh, and places in them', () => {
    const text = DESK.replace(', holidays: [{ country: DE, region: BE }]', '');
    expect(parsePolicy(text.replaceAll('\n', '\r'), 'p').hash).toBe(parsePolicy(text, 'p').hash);
    expect(() => parsePolicy(text.replaceAll('\n', '\r').replace('to: base', 'to: bse'), 'p')).toThrow(/p:18:49 /);
  });

  it('ten megabytes, and ten thousand brackets', async () => {
    const long = await said(['tags: [outage]', `tags: ["${'y'.repeat(10e6)}"]`]);
    expect(long).toEqual([
      expect.stringMatching(/^16:69 rules\[1\]\.when\.tags\[0\]: "y{60}…" is too long; at most 200/),
    ]);
    for (const [open, close] of ['[]', '{}'].map((pair) => [...pair] as [string, string])) {
      const deep =
        open === '[' ? '['.repeat(10_000) + ']'.repeat(10_000) : '{a: '.repeat(10_000) + '1' + close.repeat(10_000);
      expect(await said(['tags: [outage]', `tags: ${deep}`])).toEqual([
        expect.stringContaining('it is nested too deeply'),
      ]);
    }
  });
});
