/** `rung open`: what is judged before anybody is asked. */
import { describe, expect, it } from 'vitest';
import { judge, Opening } from '../../src/cli/opening.js';
import { readTicket } from '../../src/client/ticket-form.js';
import { loadPolicy } from '../../src/policy/index.js';
import { StoreError, type StoreTrouble } from '../../src/store/errors.js';
import { jsonLines, rung, spawned } from './rung.js';

const nowhere = { TEMPORAL_ADDRESS: '127.0.0.1:1', MONGODB_URI: 'mongodb://127.0.0.1:1/rung' };
const ticket = (more: object = {}) => ({
  ticketId: 'B-2',
  status: 'open',
  priority: 'normal',
  customerTier: 'standard',
  slaHours: 24,
  ...more,
});
const { policy } = await loadPolicy('policies/default.yaml');
const options = { say: () => undefined };
const judged = (more: object) => judge({ line: 1, read: { ticket: ticket(more) } }, policy);

describe('without an engine', () => {
  it('tickets that are all invalid are told, with status 2', async () => {
    const input = '{"ticketId":"T-1"}\nx\n';
    const { status, stdout, stderr } = await rung(['open', '-', '--json'], { input, env: nowhere });
    expect(jsonLines(stdout)).toMatchObject([
      { line: 1, ticketId: 'T-1', outcome: 'invalid', kept: null },
      { line: 2, ticketId: null, outcome: 'invalid', kept: null, error: 'this is not JSON' },
    ]);
    expect(stderr).toMatch(
      /^standard input:1: ticket T-1: status is missing[^\n]*\nstandard input:2: this is not JSON\n2 of 2 tickets could not be opened\n$/,
    );
    expect(status).toBe(2);
  });

  // Who finds nobody tries for 5 s: these wait together.
  it.concurrent('one that is valid is not opened', async () => {
    const input = `${JSON.stringify(ticket())}\nx\n`;
    expect(await spawned(['open', '-'], { input, env: nowhere })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'cannot reach Temporal at 127.0.0.1:1; is it running?\n',
    });
  });

  it.concurrent('the engine’s own keys are named, each once', async () => {
    const lines = [
      ticket({ rev: 5, seq: 9, _id: 'B-2' }),
      ticket({ rev: 6, escalated: true }),
      ticket({ _id: 'x', rev: 7 }),
    ];
    const input = lines.map((line) => JSON.stringify(line)).join('\n');
    const { stderr } = await spawned(['open', '-'], { input, env: nowhere });
    expect(stderr.split('\n')[0]).toBe(
      'standard input: not kept, as only the engine writes these keys: rev (line 1 and 2 more), seq (line 1), escalated (line 2), _id (line 3) (warning)',
    );
  });
});

describe('keys that no database takes', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      judge({ line: i + 1, read: { ticket: ticket({ ticketId: `B-${i}`, subject: i }) } }, policy),
    );
  /** A database that refuses some tickets' keys, as one message or alone. */
  const opened = async (bad: readonly string[], count: number, trouble: StoreTrouble = 'unfit') => {
    const kept: string[] = [];
    const store = {
      archive: {
        adoptAll: async (all: { ticketId: string }[]) => {
          if (all.some(({ ticketId }) => bad.includes(ticketId)))
            throw new StoreError(trouble, `${all.length} not kept`);
          kept.push(...all.map(({ ticketId }) => ticketId));
        },
      },
    };
    const rung = { openTicket: async () => ({ outcome: 'opened' }) };
    const opening = new Opening({ rung, store, hasBegun: async () => true } as never, options);
    const all = [];
    for await (const one of opening.all(entries(count))) all.push(one);
    return { all, kept, trouble: opening.trouble };
  };

  it('spoil their own ticket, and no other', async () => {
    const { all, kept, trouble } = await opened(['B-7', 'B-31'], 40);
    expect(trouble).toBeUndefined();
    expect(kept.filter((id) => ['B-7', 'B-31'].includes(id))).toEqual([]);
    expect(new Set(kept).size).toBe(38);
    expect(all.filter(({ outcome }) => outcome === 'invalid').map(({ ticketId, error }) => [ticketId, error])).toEqual([
      ['B-7', '1 not kept'],
      ['B-31', '1 not kept'],
    ]);
    expect(all.filter(({ kept: isKept }) => isKept === true)).toHaveLength(38);
  });

  it('are no outage, and an outage is not theirs', async () => {
    const { all, trouble } = await opened(['B-1'], 3, 'unavailable');
    expect(trouble).toBe('3 not kept');
    expect(all.map(({ outcome, kept }) => [outcome, kept])).toEqual(Array(3).fill(['opened', false]));
  });

  it.each([
    ['with a dot', { 'a.b': 1 }],
    ['with a NUL', { 'a\0': 1 }],
    ['with a NUL deep inside', { own: [{ deep: { 'a\0b': 1 } }] }],
    ['that is an operator', { $set: 1 }],
    ['that is empty', { '': 1 }],
  ])('%s are found before anybody is asked', async (_what, own) => {
    const one = judge({ line: 1, read: { ticket: ticket(own) } }, policy);
    const opening = new Opening({ rung: {}, store: {} } as never, options);
    const all = [];
    for await (const opened of opening.all([one])) all.push(opened);
    expect(all).toMatchObject([{ outcome: 'invalid', error: expect.stringContaining('cannot be kept in MongoDB') }]);
  });
});

describe('words', () => {
  it('are read as the policy spells them, and that is told', () => {
    const read = readTicket(ticket({ status: ' Open\u200b', priority: 'HIGH', customerTier: 'Enterprise' }), policy, 0);
    expect(read.value).toMatchObject({ status: 'open', priority: 'high', customerTier: 'enterprise' });
    expect(read.warnings).toEqual([
      'status " Open\u200b" is read as "open"',
      'priority "HIGH" is read as "high"',
      'customerTier "Enterprise" is read as "enterprise"',
    ]);
  });

  it('that look closing and are not stay, and that is told', () => {
    const read = readTicket(ticket({ status: 'Resolved' }), policy, 0);
    expect(read.value.status).toBe('Resolved');
    expect(read.warnings).toEqual(['status "Resolved" does not close a ticket; these do: resolved, closed']);
  });
});

describe('a ticket', () => {
  it.each([
    [{ created_at: '2026-11-01T00:00:00Z' }, 'ticket B-2: there is no key created_at; did you mean createdAt?'],
    [{ slaHours: null, slahours: 3 }, 'slaHours must be a number'],
    [{ slaHours: null, slahours: 3 }, '; there is no key slahours; did you mean slaHours?'],
    [{ customer_tier: 'x', customerTier: null }, 'did you mean customerTier?'],
  ])('with %j is invalid', (more, sentence) => {
    const one = judged(more);
    expect(one).toMatchObject({ outcome: 'invalid' });
    expect((one as { error: string }).error).toContain(sentence);
  });

  it('keeps the help desk’s keys, also one that looks like ours beside ours', () => {
    const own = { subject: 'Printer on fire', labels: [], created_at: 'yesterday', updatedAt: 1, createdBy: 'x' };
    expect(judged({ ...own, createdAt: '2026-01-05T09:00:00Z', engine: {} })).toMatchObject({
      own,
      reserved: ['engine'],
    });
  });
});
