/** Lengths of time, percentages, addresses and names by themselves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEmail } from '../../src/channels/email/address.js';
import { readSlackTarget } from '../../src/channels/slack/target.js';
import { readDuration } from '../../src/reading/duration.js';
import { readPercentage } from '../../src/reading/percentage.js';
import { isAlmost, nearest } from '../../src/reading/spelling.js';

describe('a length of time', () => {
  it.each([
    ['30s', 30_000],
    ['90m', 5_400_000],
    ['4h', 14_400_000],
    ['2d', 172_800_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s', 93_784_000],
    ['1.5h', 5_400_000],
    ['1.1h', 3_960_000],
    ['0.001s', 1],
    ['3650d', 315_360_000_000],
  ])('%s is %d ms', (text, length) => {
    expect(readDuration(text)).toEqual({ value: length });
  });

  it.each([
    '',
    ' ',
    'h',
    '4',
    '-4h',
    '+4h',
    '4h4h',
    '30m1h',
    '4w',
    '4ms',
    '1e3s',
    '4h ',
    ' 4h',
    '٤h',
    '.5h',
    '1.h',
    '0s',
    '0',
    '0h0m',
    '3651d',
    'Infinity',
    '4h\n',
  ])('is not %j', (text) => {
    expect(readDuration(text)).toHaveProperty('expected');
  });

  it.each(['0', '0s', '0h', 0])('may be %j where zero is allowed', (zero) => {
    expect(readDuration(zero, { zero: true })).toEqual({ value: 0 });
  });

  it.each([
    ['4 hours', '4h'],
    ['1 day', '1d'],
    ['30 Min', '30m'],
    ['90 seconds', '90s'],
    ['1h, 30m', '1h30m'],
    ['2 days and 1 hr', '2d1h'],
  ])('%j: did you mean %s', (text, meant) => {
    expect(readDuration(text)).toMatchObject({ expected: `write ${meant}` });
  });

  it('is the sum of its parts', () => {
    const upTo = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(upTo(3_000), upTo(23), upTo(59), fc.integer({ min: 1, max: 59_999 }), (days, hours, minutes, ms) => {
        const value = ((days * 24 + hours) * 60 + minutes) * 60_000 + ms;
        expect(readDuration(`${days}d${hours}h${minutes}m${ms / 1_000}s`)).toEqual({ value });
      }),
      { verbose: 1 },
    );
  });
});

describe('a percentage', () => {
  it.each([
    ['75%', 75],
    ['12.5%', 12.5],
    ['150%', 150],
    ['0.1%', 0.1],
    ['100%', 100],
  ])('%s is %d', (text, number) => {
    expect(readPercentage(text)).toEqual({ value: number });
  });

  it.each(['', '%', '75', 75, 0.75, 0, -1, '0%', '-5%', '75%%', '7,5%', '10001%', '1e2%', NaN, Infinity, [], {}, true])(
    'is not %j',
    (value) => {
      expect(readPercentage(value)).toHaveProperty('expected');
    },
  );
});

describe('a Slack target', () => {
  it.each(['#tier2-queue', '#a', '#über_uns', '#サポート', 'C0123ABCDEF', 'G0123ABCDEF', 'U0123ABCDEF'])(
    'is %s',
    (target) => {
      expect(readSlackTarget(target)).toEqual({ value: target });
    },
  );

  it.each([
    '#',
    'tier2',
    '@ann',
    '#two words',
    '#a.b',
    '#a:b',
    'c0123abcdef',
    'C01',
    `#${'a'.repeat(81)}`,
    ' #a',
    5,
    null,
  ])('is not %j', (target) => {
    expect(readSlackTarget(target)).toHaveProperty('expected');
  });
});

describe('a mail address', () => {
  it.each(['a@example.com', 'first.last+tag@sub.example.co.uk', 'ops@localhost', "o'neil@example.com"])(
    'is %s',
    (address) => {
      expect(readEmail(address)).toEqual({ value: address });
    },
  );

  it.each([
    ...[
      'a',
      '@example.com',
      'a@',
      'a@@example.com',
      'a b@example.com',
      'a@example..com',
      '.a@example.com',
      'a.@example.com',
    ],
    ...[
      'a@-example.com',
      'A <a@example.com>',
      'a@example.com,b@example.com',
      'a@example.com; b@example.com',
      'a@example.com\nBcc: b@example.com',
    ],
    ...[
      '"a b"@example.com',
      'a@exämple.com',
      `${'a'.repeat(65)}@example.com`,
      'a@example.com ',
      'mailto:a@example.com/',
      '<a@example.com>',
    ],
  ])('is not %j', (address) => {
    expect(readEmail(address)).toHaveProperty('expected');
  });
});

it.each([
  ['teir', 'tier'],
  ['deEscalate', 'de_escalate'],
  ['customer-tier', 'customer_tier'],
  ['prioritys', 'priority'],
  ['colour', undefined],
  ['L4', undefined],
  ['x'.repeat(10_000), undefined],
])('%s is nearest to %s', (word, known) => {
  const names = ['tier', 'de_escalate', 'customer_tier', 'priority', 'L1', 'L2', 'cooldown'];
  expect(nearest(word, names)).toBe(known);
});

describe('a name of ours among names of others', () => {
  it.each([
    ['created_at', 'createdAt'],
    ['CreatedAt', 'createdAt'],
    ['creatdAt', 'createdAt'],
    ['slahours', 'slaHours'],
    ['custmoer_tier', 'customerTier'],
    ['Tier', 'tier'],
  ])('%s is almost %s', (word, name) => {
    expect(isAlmost(word, name)).toBe(true);
  });

  it.each([
    ['createdAt', 'createdAt'],
    ['createdBy', 'createdAt'],
    ['updatedAt', 'createdAt'],
    ['customerType', 'customerTier'],
    ['customerName', 'customerTier'],
    ['ticketNo', 'ticketId'],
    ['sentimentScores', 'sentimentScore'],
    ['sentimentSource', 'sentimentScore'],
    ['assignee', 'assigneeGroup'],
    ['title', 'tier'],
    ['tiers', 'tier'],
    ['tags', 'status'],
    ['subject', 'status'],
  ])('%s is not taken for %s', (word, name) => {
    expect(isAlmost(word, name)).toBe(false);
  });
});
