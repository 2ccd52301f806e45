/** YAML itself: what is no YAML, and what of it a policy may use. */
import { expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/index.js';
import { changed, problemsIn, VALID } from './policy-text.js';

const EMPTY = '1:1 the file is empty; start from policies/default.yaml';
const KEYS =
  'the keys version, closing_statuses, calendars, clocks, people, rotations, tiers, priorities, cooldown, acknowledgement, reopen, sentiment, auto_close, rules, de_escalate';

it.each([
  ['', [EMPTY]],
  ['\uFEFF', [EMPTY]],
  ['# nothing\n', [EMPTY]],
  ['---\n...\n', [EMPTY]],
  ['null', [EMPTY]],
  ['hello', [`1:1 "hello" stands where keys should; ${KEYS}`]],
  ['[]', [`1:1 a list stands where keys should; ${KEYS}`]],
  [`${VALID}---\nversion: 1\n`, ['14:1 a second document starts here; one policy in a file; take out the "---"']],
  ['a: [1', ['1:6 this [ list is not closed before here, or not indented']],
  ['a: "b', ['1:6 missing closing "quote']],
  ['a: b: c', ['1:4 a key and a value too many on this line; is a line break, a "{" or a quote missing?']],
  ['\tversion: 1', ['1:1 tabs are not allowed as indentation; indent with spaces']],
  ['version: @1', ['1:10 plain value cannot start with reserved character @; put the text in quotes']],
  ['a: !!foo 1', ['1:4 unresolved tag: tag:yaml.org,2002:foo; leave the tag out']],
  ['a: *b', ['1:4 there is no anchor &b before this; define it first']],
  ['a: &a [*a]', ['1:8 *a stands inside itself; leave it out']],
  ['<<: 3', ['1:5 only a group of keys can be merged with <<; write <<: *name, &name standing before such a group']],
  [
    'version: 1\ntiers: []\nrules: hello',
    ['2:8 tiers: is an empty list; at least two', '3:8 rules: "hello" is not a list; a list'],
  ],
  [
    'version: 1\ntiers:\n- { name: L1, group: a }\nrules:\n',
    ['3:1 tiers: has only one entry; at least two', '4:7 rules: has no value; a list'],
  ],
])('%j', (text, problems) => {
  expect(problemsIn(text)).toEqual(problems);
});

it('finds every line that repeats a key', () => {
  const text = 'version: 1\nversion: 1\ncooldown: 4h\ncooldown: 4h\n';
  expect(problemsIn(text)).toEqual([
    '2:1 this key is there twice; keep one of them',
    '4:1 this key is there twice; keep one of them',
  ]);
});

it('survives an avalanche of aliases and of brackets', () => {
  const row = (name: string, of: string) =>
    `${name}: &${name} [${Array.from({ length: 10 }, () => `*${of}`).join(', ')}]\n`;
  const aliases = `a: &a [1]\n${row('b', 'a')}${row('c', 'b')}${row('d', 'c')}`;
  expect(problemsIn(aliases)).toEqual([
    '1:1 this is not usable YAML: excessive alias count indicates a resource exhaustion attack',
  ]);
  expect(problemsIn('['.repeat(20_000)).length).toBeLessThan(5);
});

it('takes anchors, aliases and merged keys', () => {
  const text = `version: 1
tiers:
  - { name: L1, group: first }
  - { name: L2, group: second, notify: &people [{ slack: '#l2' }] }
  - { name: L3, group: third, notify: *people }
rules:
  - &slow { name: slow, when: { sla_used: 75% }, to: L2, bump: 1 }
  - { <<: *slow, name: slower, when: { sla_used: 90% } }
`;
  const { policy } = parsePolicy(text, 'p.yaml');
  expect(policy.tiers[2]!.notify).toEqual([{ channel: 'slack', address: '#l2' }]);
  expect(policy.rules[1]).toEqual({ name: 'slower', when: { sla_used: 90 }, to: 'L2', bump: 1, bypassCooldown: false });
});

it('tells a mistake behind an anchor where it stands, for each use of it', () => {
  const text = `version: 1
tiers:
  - { name: L1, group: first }
  - { name: L2, group: second, notify: &people [{ slack: l2 }] }
  - { name: L3, group: third, notify: *people }
rules:
  - &slow { name: slow, when: { sla_used: 75% }, to: L4, bump: 1 }
  - { <<: *slow, name: slower }
`;
  expect(problemsIn(text)).toEqual([
    '4:58 tiers[1].notify[0].slack: "l2" is not a Slack channel; did you mean "#l2"?',
    '4:58 tiers[2].notify[0].slack: "l2" is not a Slack channel; did you mean "#l2"?',
    '7:54 rules[0].to: there is no tier "L4"; the ladder has L1, L2, L3',
    '7:54 rules[1].to: there is no tier "L4"; the ladder has L1, L2, L3',
  ]);
});

it('takes Windows line ends and a byte order mark, and counts columns in characters', () => {
  const { hash } = parsePolicy(VALID, 'p.yaml');
  expect(parsePolicy(`\uFEFF${VALID.replaceAll('\n', '\r\n')}`, 'p.yaml').hash).toBe(hash);
  expect(problemsIn(changed('name: L1, group: first', 'name: Über, grup: x, group: first'))).toEqual([
    '3:19 tiers[0]: unknown key "grup"; did you mean "group"?',
  ]);
});
