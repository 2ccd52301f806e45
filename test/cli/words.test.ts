/** Tables, times and decisions for people. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { markdownTable, table } from '../../src/cli/table.js';
import { decisionWords } from '../../src/cli/words/decision.js';
import { firstCall, intakePlaces } from '../../src/cli/words/intake.js';
import { fromNow, weekdayTime } from '../../src/cli/words/time.js';
import { differences, longestDelay } from '../../demo/verdict.js';
import type { DecisionLine } from '../../src/domain/ticket/view.js';

const HOUR = 3_600_000;

it('an instant lies ahead or behind', () => {
  expect([fromNow(HOUR, 0), fromNow(0, HOUR)]).toEqual(['in 1 h', '1 h ago']);
  expect(weekdayTime(Date.parse('2026-01-05T15:00:00Z'))).toBe('Mon 15:00');
});

describe('an intake on this machine', () => {
  const url = 'http://127.0.0.1:8787';
  const open = { url, needsKey: false, connected: [] };
  const ticket = `--json '{"ticketId":"T-1042","status":"open","priority":"normal","customerTier":"enterprise","slaHours":8}'`;

  it('is called as it lets people in', () => {
    expect(firstCall(open)).toEqual([`curl ${url}/v1/tickets ${ticket}`]);
    expect(firstCall({ ...open, needsKey: true })).toEqual([
      'KEY=$(npx rung key create --scope read,write)',
      `curl -H "Authorization: Bearer $KEY" ${url}/v1/tickets ${ticket}`,
    ]);
  });

  it('names the help desks that are connected', () => {
    expect(intakePlaces(open)[1]).toBe('Help desks         none is connected; docs/integrations says how');
    expect(intakePlaces({ ...open, connected: ['zammad', 'zendesk'] })).toEqual([
      `The intake         ${url}/docs`,
      `Help desks         ${url}/webhooks/zammad ${url}/webhooks/zendesk`,
    ]);
  });
});

it('a table is as wide as its cells, colours apart', () => {
  const { red } = pc.createColors(true);
  expect(
    table([
      ['a', 'bb', 'c'],
      [red('long'), 'b', ''],
    ]),
  ).toEqual(['a     bb  c', `${red('long')}  b`]);
});

it('a table of numbers has them to the right, and no room for a title', () => {
  const rows = [['', 'now'], ['By the hour of the day'], ['00:00', '1,234']];
  expect(table(rows, { numbers: true })).toEqual(['         now', 'By the hour of the day', '00:00  1,234']);
  expect(table([rows[0]!, rows[2]!], { numbers: true, ruled: true })[1]).toBe('-----  -----');
});

it('a table in Markdown has a line under its head', () => {
  const rows = [
    ['scenario', 'took'],
    ['storm', '12 s'],
  ];
  expect(markdownTable(rows)).toEqual(['| scenario | took |', '| -------- | ---- |', '| storm    | 12 s |']);
});

describe('a decision in words', () => {
  const base = { at: '2026-01-05T15:00:00.000Z', ticketId: 'T-1' };
  const words = (line: object) =>
    decisionWords({ ...base, ...line } as DecisionLine, {
      colours: pc.createColors(false),
      time: (at) => at.slice(11, 16),
    });
  it.each<[string, object]>([
    [
      'L1 → L2  time_based  normal → high  to #tier2-queue, a@example.com',
      {
        kind: 'escalated',
        rule: 'time_based',
        from: 'L1',
        to: 'L2',
        priority: { from: 'normal', to: 'high' },
        notify: ['slack:#tier2-queue', 'email:a@example.com'],
      },
    ],
    [
      'L1 → L2  manual  by anna',
      {
        kind: 'escalated',
        rule: 'manual',
        from: 'L1',
        to: 'L2',
        priority: { from: 'high', to: 'high' },
        notify: [],
        by: 'anna',
      },
    ],
    [
      'L2 → L1  the customer is happier',
      {
        kind: 'deescalated',
        reason: 'sentiment',
        from: 'L2',
        to: 'L1',
        priority: { from: 'high', to: 'high' },
        notify: [],
      },
    ],
    ['held  sla_breached  until 19:00', { kind: 'held', rule: 'sla_breached', until: '2026-01-05T19:00:00.000Z' }],
    ['closed as resolved', { kind: 'closed', status: 'resolved' }],
    ['reopened as open', { kind: 'reopened', status: 'open' }],
    ['ignored customer_replied: the ticket is closed', { kind: 'ignored', event: 'customer_replied' }],
    ['acknowledged  by anna', { kind: 'acknowledged', by: 'anna', seq: 1 }],
    ['not acknowledged any more  by ben', { kind: 'unacknowledged', by: 'ben' }],
  ])('%s', (sentence, line) => expect(words(line)).toBe(sentence));
});

describe('the verdict on the story', () => {
  const closed = (at: string, status = 'closed') => ({ at, ticketId: 'T-1', kind: 'closed', status }) as DecisionLine;
  const told = (...lines: DecisionLine[]) => new Map([['T-1', lines]]);
  const NOON = '2026-01-05T12:00:00.000Z';
  const LATER = '2026-01-05T12:00:01.000Z';

  it('does not mind the time, and tells it', () => {
    expect(differences(told(closed(NOON)), told(closed(LATER)))).toEqual([]);
    expect(longestDelay(told(closed(NOON)), told(closed(LATER)))).toBe(1_000);
  });

  it.each([
    ['is missing', told(), /^T-1: decision 1 is missing; simulate says .*closed/],
    ['is another one', told(closed(NOON, 'resolved')), /^T-1: decision 1 is .*resolved.*; simulate says .*closed/],
    ['is one too many', told(closed(NOON), closed(NOON)), /^T-1: decision 2 is .*; simulate says there is none$/],
  ])('names a decision that %s', (_what, happened, sentence) => {
    const found = differences(told(closed(NOON)), happened);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
  });
});
