/** Each mistake a person may make, and the exact line that tells of it. */
import { CHANNEL_NAMES } from '../../src/channels/definitions.js';
import { expect, it } from 'vitest';
import { changed, problemsIn, VALID } from './policy-text.js';

/** What stands in the valid policy, what is written instead, and what is said about it. */
type Mistake = [passage: string, instead: string, problems: string[]];

const MISTAKES: Record<string, Mistake[]> = {
  'the whole': [
    ['version: 1', 'version: 2', ['1:10 version: 2 is not possible here; write 1']],
    ['version: 1', 'version: "1"', ['1:10 version: "1" is not possible here; write 1']],
    ['version: 1', 'verison: 1', ['1:1 unknown key "verison"; did you mean "version"?']],
    ['version: 1\n', '', ['1:1 version: is missing; write 1']],
  ],
  'lengths of time': [
    ['cooldown: 4h', 'cooldown: 4', ['7:11 cooldown: 4 has no unit; write 4s, 4m, 4h or 4d']],
    [
      'cooldown: 4h',
      'cooldown: -4h',
      ['7:11 cooldown: "-4h" is not a length of time; a length of time such as 30s, 90m, 4h, 2d or 1h30m'],
    ],
    ['cooldown: 4h', 'cooldown: 4 hours', ['7:11 cooldown: "4 hours" is not a length of time; write 4h']],
    ['cooldown: 4h', 'cooldown: 4H', ['7:11 cooldown: "4H" is not a length of time; write 4h']],
    ['cooldown: 4h', 'cooldown: 1h 30min', ['7:11 cooldown: "1h 30min" is not a length of time; write 1h30m']],
    [
      'cooldown: 4h',
      'cooldown: 30m1h',
      ['7:11 cooldown: "30m1h" is not a length of time; a length of time such as 30s, 90m, 4h, 2d or 1h30m'],
    ],
    ['cooldown: 4h', 'cooldown: 5000d', ['7:11 cooldown: "5000d" is too long; at most 3650d']],
    ['cooldown: 4h', 'cooldown:', ['7:10 cooldown: has no value; a length of time such as 30s, 90m, 4h, 2d or 1h30m']],
    [
      'cooldown: 4h',
      'cooldown: [4h]',
      ['7:11 cooldown: a list is not a length of time; a length of time such as 30s, 90m, 4h, 2d or 1h30m'],
    ],
    ['cooldown: 4h', 'cooldown: 0.0001s', ['7:11 cooldown: "0.0001s" is too fine; whole milliseconds']],
    [
      'cooldown: 4h',
      'cooldown: 04:00',
      ['7:11 cooldown: "04:00" is not a length of time; a length of time such as 30s, 90m, 4h, 2d or 1h30m'],
    ],
    ['cooldown: 4h', 'cool_down: 4h', ['7:1 unknown key "cool_down"; did you mean "cooldown"?']],
    ['cooldown: 4h', 'cooldown: 4h\ncooldown: 5h', ['8:1 this key is there twice; keep one of them']],
  ],
  conditions: [
    ['sla_used: 75%', 'sla_used: 75', ['9:37 rules[0].when.sla_used: 75 has no % sign; write 75%']],
    ['sla_used: 75%', 'sla_used: 0.75', ['9:37 rules[0].when.sla_used: 0.75 has no % sign; write 75% or 0.75%']],
    [
      'sla_used: 75%',
      'sla_used: 0%',
      ['9:37 rules[0].when.sla_used: must be above 0%; a percentage above 0%, such as 75%'],
    ],
    [
      'sla_used: 75%',
      'sla_used: -5%',
      ['9:37 rules[0].when.sla_used: "-5%" is not a percentage; a percentage above 0%, such as 75%'],
    ],
    ['sla_used: 75%', 'sla_used: 75 %', ['9:37 rules[0].when.sla_used: "75 %" is not a percentage; write 75%']],
    ['sla_used: 75%', 'sla_used: 20000%', ['9:37 rules[0].when.sla_used: "20000%" is too much; at most 10000%']],
    [
      'sla_used: 75%',
      'sla_used: lots',
      ['9:37 rules[0].when.sla_used: "lots" is not a percentage; a percentage above 0%, such as 75%'],
    ],
    [
      'sla_used: 75%',
      'idle: 0s',
      ['9:33 rules[0].when.idle: must be longer than 0; a length of time such as 30s, 90m, 4h, 2d or 1h30m'],
    ],
    [
      'sla_used: 75%',
      'idle: 0',
      ['9:33 rules[0].when.idle: must be longer than 0; a length of time such as 30s, 90m, 4h, 2d or 1h30m'],
    ],
    ['sla_used: 75%', 'sla_usd: 75%', ['9:27 rules[0].when: unknown key "sla_usd"; did you mean "sla_used"?']],
    [
      'sla_used: 75%',
      'sentiment_below: -2',
      ['9:44 rules[0].when.sentiment_below: -2 is out of range; a score from -1 (angry) to 1 (happy)'],
    ],
    [
      'sla_used: 75%',
      'sentiment_below: "-0.5"',
      ['9:44 rules[0].when.sentiment_below: "-0.5" is a text; write -0.5, without quotes'],
    ],
    [
      'sla_used: 75%',
      'sentiment_below: .nan',
      ['9:44 rules[0].when.sentiment_below: .nan is not a number; a score from -1 (angry) to 1 (happy)'],
    ],
    [
      'sla_used: 75%',
      'customer_replies: 0',
      ['9:45 rules[0].when.customer_replies: 0 is too small; a whole number, 1 or more'],
    ],
    [
      'sla_used: 75%',
      'customer_replies: 1.5',
      ['9:45 rules[0].when.customer_replies: 1.5 is not a whole number; a whole number, 1 or more'],
    ],
    [
      'sla_used: 75%',
      'customer_replies: "3"',
      ['9:45 rules[0].when.customer_replies: "3" is a text; write 3, without quotes'],
    ],
  ],
  'rules and lists': [
    [
      'sla_used: 75%',
      'tier: [l2]',
      ['9:34 rules[0].when.tier[0]: there is no tier "l2"; did you mean "L2"? the ladder has L1, L2, manager'],
    ],
    [
      'sla_used: 75%',
      'tier: [L7]',
      ['9:34 rules[0].when.tier[0]: there is no tier "L7"; the ladder has L1, L2, manager'],
    ],
    ['sla_used: 75%', 'tier: L2', ['9:33 rules[0].when.tier: "L2" is not a list; write [L2]']],
    [
      'sla_used: 75%',
      'priority: [urgent]',
      ['9:38 rules[0].when.priority[0]: there is no priority "urgent"; there are low, normal, high'],
    ],
    [
      'sla_used: 75%',
      'priority: [Low]',
      ['9:38 rules[0].when.priority[0]: there is no priority "Low"; did you mean "low"? there are low, normal, high'],
    ],
    ['status: [open]', 'status: []', ['9:50 rules[0].when.status: is an empty list; at least one']],
    ['status: [open]', 'status: [""]', ['9:51 rules[0].when.status[0]: is empty; a text on one line']],
    ['status: [open]', 'status: [open, 5]', ['9:57 rules[0].when.status[1]: 5 is not a text; write "5", in quotes']],
    ['status: [open]', 'status: [true]', ['9:51 rules[0].when.status[0]: true is not a text; write "true", in quotes']],
    [
      'status: [open]',
      'status: [" open"]',
      ['9:51 rules[0].when.status[0]: " open" has blanks around it; write "open"'],
    ],
    ['status: [open]', 'status:', ['9:50 rules[0].when.status: has no value; a list']],
    [
      'when: { sla_used: 75%, status: [open] }',
      'when: {}',
      ['9:25 rules[0].when: has no condition; at least one, such as { sla_used: 75% }'],
    ],
    [
      'when: { sla_used: 75%, status: [open] }',
      'when:',
      [
        '9:24 rules[0].when: has no value; the keys sla_used, clock, idle, waiting, stalled, in_tier, sentiment_below, sentiment, customer_replies, unanswered_replies, breached, hours, status, customer_tier, tier, priority, tags, group, fields, any, all, not',
      ],
    ],
    [
      'when: { sla_used: 75%, status: [open] }',
      'when: always',
      [
        '9:25 rules[0].when: "always" stands where keys should; the keys sla_used, clock, idle, waiting, stalled, in_tier, sentiment_below, sentiment, customer_replies, unanswered_replies, breached, hours, status, customer_tier, tier, priority, tags, group, fields, any, all, not',
      ],
    ],
    [
      'when: { sla_used: 75%, status: [open] }, ',
      '',
      [
        '9:5 rules[0].when: is missing; the keys sla_used, clock, idle, waiting, stalled, in_tier, sentiment_below, sentiment, customer_replies, unanswered_replies, breached, hours, status, customer_tier, tier, priority, tags, group, fields, any, all, not',
      ],
    ],
    ['to: L2, bump', 'to: L4, bump', ['9:64 rules[0].to: there is no tier "L4"; the ladder has L1, L2, manager']],
    [
      'to: L2, bump',
      'to: L1, bump',
      ['9:64 rules[0].to: no ticket can climb to "L1", the lowest tier; a tier above it: L2, manager; or next'],
    ],
    [
      'to: L2, bump',
      'to: Manager, bump',
      ['9:64 rules[0].to: there is no tier "Manager"; did you mean "manager"? the ladder has L1, L2, manager'],
    ],
    [
      'to: L2, bump',
      'to: managr, bump',
      ['9:64 rules[0].to: there is no tier "managr"; did you mean "manager"? the ladder has L1, L2, manager'],
    ],
    [
      'to: L2, bump',
      'to: previous, bump',
      ['9:64 rules[0].to: there is no tier "previous"; the ladder has L1, L2, manager'],
    ],
    ['to: L2, bump', 'bump', ['9:5 rules[0].to: is missing; the name of a tier, or next']],
    ['bump: 1', 'bump: -1', ['9:74 rules[0].bump: -1 is too small; a whole number, 0 or more']],
    ['bump: 1', 'bump: 1.5', ['9:74 rules[0].bump: 1.5 is not a whole number; a whole number, 0 or more']],
    ['bump: 1', 'bump: high', ['9:74 rules[0].bump: "high" is not a whole number; a whole number, 0 or more']],
    [
      'bump: 1',
      'bypass_cooldown: maybe',
      ['9:85 rules[0].bypass_cooldown: "maybe" is not possible here; write true or false'],
    ],
    [
      'bump: 1',
      'bypassCooldown: true',
      ['9:68 rules[0]: unknown key "bypassCooldown"; did you mean "bypass_cooldown"?'],
    ],
    ['name: slow', 'name: late', ['10:13 rules[1].name: there is a rule "late" already; each name once']],
    [
      'name: slow',
      'name: manual',
      ['9:13 rules[0].name: "manual" is reserved; it stands for a person in the log; choose another name'],
    ],
    [
      'name: slow',
      'name: too slow',
      [
        '9:13 rules[0].name: "too slow" is not a plain name; a plain name such as sla_breached: a letter, then letters, digits, "_" and "-", 64 at most',
      ],
    ],
    ['name: slow', 'name: constructor', ['9:13 rules[0].name: "constructor" is reserved; choose another name']],
    [
      'name: slow',
      'name: 75',
      [
        '9:13 rules[0].name: 75 is not a plain name; a plain name such as sla_breached: a letter, then letters, digits, "_" and "-", 64 at most',
      ],
    ],
  ],
  'the ladder': [
    ['slack: "#l2"', 'slack: l2', ['4:50 tiers[1].notify[0].slack: "l2" is not a Slack channel; did you mean "#l2"?']],
    [
      'slack: "#l2"',
      'slack: "@ann"',
      [
        '4:50 tiers[1].notify[0].slack: "@ann" is a person\'s handle; a channel such as "#tier2-queue" or a member id such as U0123ABCDEF',
      ],
    ],
    [
      'slack: "#l2"',
      'slack: "#Tier Two"',
      ['4:50 tiers[1].notify[0].slack: "#Tier Two" is not a Slack channel; did you mean "#tier-two"?'],
    ],
    [
      'slack: "#l2"',
      'slack: "#l2", email: x@example.com',
      ['4:41 tiers[1].notify[0]: has two targets; one entry for slack, one for email'],
    ],
    [
      'slack: "#l2"',
      'pigeon: "#l2"',
      [
        `4:43 tiers[1].notify[0]: unknown key "pigeon"; the keys here are ${[...CHANNEL_NAMES, 'mention', 'hours'].join(', ')}`,
      ],
    ],
    [
      'slack: "#l2"',
      'slack: #l2',
      [
        '4:50 here # starts a comment; write "#l2", in quotes',
        '5:3 this { group is not closed before here, or not indented',
      ],
    ],
    [
      'name: L1',
      'name: next',
      ['3:13 tiers[0].name: "next" cannot be the name of a tier; it is a word of "to"; choose another'],
    ],
    [
      'name: L1',
      'name: L2',
      [
        '4:13 tiers[1].name: there is a tier "L2" already; each name once',
        '9:64 rules[0].to: no ticket can climb to "L2", the lowest tier; a tier above it: manager; or next',
      ],
    ],
    [
      'name: L1',
      'name: ""',
      ['3:13 tiers[0].name: is empty; a name of letters, digits, spaces, "_", "-" and ".", 64 at most'],
    ],
    ['name: L1', 'name: 1', ['3:13 tiers[0].name: 1 is not a text; write "1", in quotes']],
    [
      'group: first',
      'grp: first',
      [
        '3:5 tiers[0].group: is missing; the name of a group of agents',
        '3:17 tiers[0]: unknown key "grp"; the keys here are name, group, notify',
      ],
    ],
    ['group: first', 'group: null', ['3:24 tiers[0].group: has no value; the name of a group of agents']],
    ['{ slack: "#l2" }', '{}', [`4:41 tiers[1].notify[0]: is empty; one of ${CHANNEL_NAMES.join(', ')}`]],
    [
      '{ slack: "#l2" }',
      '{ email: l2@example.com }',
      ['4:77 tiers[1].notify[1].email: email "l2@example.com" is told already; each target once'],
    ],
    [
      '{ email: l2@example.com }',
      '{ email: l2@example.com }, { email: L2@Example.com }',
      ['4:95 tiers[1].notify[2].email: email "L2@Example.com" is told already; each target once'],
    ],
    [
      'email: l2@example.com',
      'email: a@example.com, b@example.com',
      [
        `4:83 tiers[1].notify[1]: unknown key "b@example.com"; the keys here are ${[...CHANNEL_NAMES, 'mention', 'hours'].join(', ')}`,
      ],
    ],
    [
      'email: l2@example.com',
      'email: "a@example.com, b@example.com"',
      [
        '4:68 tiers[1].notify[1].email: "a@example.com, b@example.com" is more than one address; one entry for each address',
      ],
    ],
    [
      'email: l2@example.com',
      'email: Team <l2@example.com>',
      ['4:68 tiers[1].notify[1].email: "Team <l2@example.com>" has more than the address; write l2@example.com'],
    ],
    [
      'email: l2@example.com',
      'email: l2',
      ['4:68 tiers[1].notify[1].email: "l2" is not a mail address; one address such as tier2@example.com'],
    ],
    [
      'email: l2@example.com',
      'email: l2@@example.com',
      ['4:68 tiers[1].notify[1].email: "l2@@example.com" is not a mail address; one address such as tier2@example.com'],
    ],
    [
      '[low, normal, high]',
      '[low, normal, low]',
      ['6:27 priorities[2]: there is a priority "low" already; each name once'],
    ],
    ['[low, normal, high]', '[]', ['6:13 priorities: is an empty list; at least one']],
    [
      '[low, normal, high]',
      '[1, 2]',
      [
        '6:14 priorities[0]: 1 is not a text; write "1", in quotes',
        '6:17 priorities[1]: 2 is not a text; write "2", in quotes',
      ],
    ],
    ['[low, normal, high]', 'low', ['6:13 priorities: "low" is not a list; write [low]']],
  ],
  'ways down': [
    [
      'resolution_confirmed: true',
      'resolution_confirmed: true, sentiment_at_least: 0.5',
      ['12:13 de_escalate[0].when: has two conditions; exactly one of resolution_confirmed, sentiment_at_least'],
    ],
    [
      'resolution_confirmed: true',
      'sentiment_at_least: 0',
      [
        '13:35 de_escalate[1].when.sentiment_at_least: an entry before this one (sentiment_at_least: 0) is always taken first; put it first or leave it out',
      ],
    ],
    [
      'sentiment_at_least: 0.05',
      'sentiment_at_least: 5',
      ['13:35 de_escalate[1].when.sentiment_at_least: 5 is out of range; a score from -1 (angry) to 1 (happy)'],
    ],
    [
      'resolution_confirmed: true',
      'resolution_confirmed: false',
      ['12:37 de_escalate[0].when.resolution_confirmed: false is not possible here; write true'],
    ],
    [
      'resolution_confirmed: true',
      'resolved: true',
      ['12:15 de_escalate[0].when: unknown key "resolved"; the keys here are resolution_confirmed, sentiment_at_least'],
    ],
    [
      'when: { resolution_confirmed: true }',
      'when: {}',
      ['12:13 de_escalate[0].when: has no condition; exactly one of resolution_confirmed, sentiment_at_least'],
    ],
    [
      'sentiment_at_least: 0.05',
      'resolution_confirmed: true',
      [
        '13:37 de_escalate[1].when.resolution_confirmed: an entry before this one (resolution_confirmed) is always taken first; put it first or leave it out',
      ],
    ],
    ['to: base', 'to: L1', ['12:49 de_escalate[0].to: "L1" is not possible here; write previous or base']],
    ['de_escalate:', 'deEscalate:', ['11:1 unknown key "deEscalate"; did you mean "de_escalate"?']],
    ['de_escalate:', 'deescalate:', ['11:1 unknown key "deescalate"; did you mean "de_escalate"?']],
  ],
};

it('is about a policy that has no problem', () => {
  expect(problemsIn(VALID)).toEqual([]);
});

for (const [subject, mistakes] of Object.entries(MISTAKES)) {
  it.each(mistakes)(`${subject}: %j -> %j`, (passage, instead, problems) => {
    expect(problemsIn(changed(passage, instead))).toEqual(problems);
  });
}

it('tells all at once, in the order of the file', () => {
  const text = [
    'version: 2',
    'teirs: []',
    'tiers:',
    '  - { name: L1, group: a }',
    '  - { name: L2, group: 5, notify: [{ slack: l2 }] }',
    'cooldown: 4',
    'rules:',
    '  - { name: manual, when: { sla_usd: 75%, idle: 4 hours, tier: [L9] }, to: L4 }',
    '  - name: a',
    '    when: {}',
    '    to: L1',
  ].join('\n');
  expect(problemsIn(text)).toEqual([
    '1:10 version: 2 is not possible here; write 1',
    '2:1 unknown key "teirs"; did you mean "tiers"?',
    '5:24 tiers[1].group: 5 is not a text; write "5", in quotes',
    '5:45 tiers[1].notify[0].slack: "l2" is not a Slack channel; did you mean "#l2"?',
    '6:11 cooldown: 4 has no unit; write 4s, 4m, 4h or 4d',
    '8:13 rules[0].name: "manual" is reserved; it stands for a person in the log; choose another name',
    '8:29 rules[0].when: unknown key "sla_usd"; did you mean "sla_used"?',
    '8:49 rules[0].when.idle: "4 hours" is not a length of time; write 4h',
    '8:65 rules[0].when.tier[0]: there is no tier "L9"; the ladder has L1, L2',
    '8:76 rules[0].to: there is no tier "L4"; the ladder has L1, L2',
    '10:11 rules[1].when: has no condition; at least one, such as { sla_used: 75% }',
    '11:9 rules[1].to: no ticket can climb to "L1", the lowest tier; a tier above it: L2; or next',
  ]);
});
