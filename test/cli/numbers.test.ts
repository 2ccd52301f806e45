/** Numbers as people write them are answered in their words. */
import { expect, it } from 'vitest';
import { rung } from './rung.js';

const nowhere = { TEMPORAL_ADDRESS: '127.0.0.1:1', MONGODB_URI: 'mongodb://127.0.0.1:1/rung' };

it.each([
  [['event', 'T-1', 'sentiment', '-0,7'], '"-0,7" is not a number; write -0.7\n'],
  [['event', 'T-1', 'sentiment', '0,7'], '"0,7" is not a number; write 0.7\n'],
  [['event', 'T-1', 'sentiment', '-.x'], "unknown option '-.x'\n"],
  [['event', 'T-1', 'sentiment', '1e400'], '1e400 is too large a number\n'],
  [['event', 'T-1', 'sla', '1.000,5'], '"1.000,5" is not a number\n'],
  [['event', 'T-1', 'priority', 'blocker'], 'priority must be one of low, normal, high, urgent, not "blocker"\n'],
  [['event', 'T-1', 'status', ' \u200b'], 'status must be a line of 1 to 100 characters, not " \u200b"\n'],
  [
    ['event', 'T-1', 'reply', '--at', '1970-01-01T00:00:00Z'],
    '--at is 1970-01-01T00:00:00.000Z: the zero of Unix time; leave it out if it is not known\n',
  ],
  [['snooze', 'T-1'], 'rung snooze: say <when> behind the ticket, such as 2h, or with --until\n'],
  [['snooze', 'T-1', '2h', '--until', '3h'], 'rung snooze: 2h and --until are both there; one of them\n'],
  [['snooze', 'T-1', 'tomorrow'], /^--until must be an ISO-8601 instant .*, not "tomorrow"\n$/],
  [['unsnooze', 'T-1', '2h'], /^too many arguments/],
  [['unack', 'T-1', 'ben'], /^too many arguments/],
  [['snooze', 'T-1', '--until', 'tomorrow'], /^--until must be an ISO-8601 instant .*, not "tomorrow"\n$/],
])('%j', async (args, sentence) => {
  const { status, stdout, stderr } = await rung(args, { env: nowhere });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
});

it('one rule is one rule', async () => {
  const { stdout } = await rung(['policy', 'check', 'test/cli/one-rule.yaml']);
  expect(stdout).toMatch(/is right: 1 rule on L1, L2; /);
});

const line = (fields: object) => JSON.stringify({ at: '2026-01-05T09:00:00Z', ticketId: 'T-1', ...fields });
const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
const created = (more: object = {}) => line({ type: 'created', ticket: { ...ticket, ...more } });
const simulated = (...lines: string[]) => rung(['simulate', '-t', '-', '--json'], { input: lines.join('\n') });

it.each([
  ['a bad id, once', created().replace('T-1', 'T 1'), /^standard input:1: ticketId must be [^;]*, not "T 1"\n$/],
  [
    'a number that is none',
    created().replace('24', '1e400'),
    'standard input:1: the number 1e400 cannot be kept as it is; write it in quotes\n',
  ],
  [
    'a number that would be altered',
    created().replace('24', '9007199254740993'),
    'standard input:1: ticket.slaHours must be a number more than 0 and at most 87600, not 9007199254740993\n',
  ],
  [
    'the zero of Go',
    created({ createdAt: '0001-01-01T00:00:00Z' }),
    'standard input:1: ticket.createdAt is 0001-01-01T00:00:00.000Z: the zero of Go and .NET; leave it out if it is not known\n',
  ],
  [
    'seconds for milliseconds',
    created({ lastActivityAt: '1970-01-21T11:00:00Z' }),
    /ticket\.lastActivityAt is 1970-01-21T11:00:00\.000Z: seconds read as milliseconds\?; leave it out/,
  ],
])('a timeline is told of %s', async (_what, row, sentence) => {
  const { status, stderr } = await simulated(row);
  expect(status).toBe(2);
  expect(stderr).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
});

it('a timeline’s words are read as the policy spells them, and each is told once', async () => {
  const change = (status: string) => line({ type: 'ticket_changed', status, at: '2026-01-05T10:00:00Z' });
  const { status, stdout, stderr } = await simulated(
    created({ status: 'Open ' }),
    change('closed\u200b'),
    change('closed\u200b'),
  );
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      'standard input:1: status "Open " is read as "open" (warning)\n' +
      'standard input:2: status "closed\u200b" is read as "closed" (warning)\n',
  });
  expect(stdout).toContain('"kind":"closed","status":"closed"');
});
