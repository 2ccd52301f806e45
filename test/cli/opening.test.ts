/** `rung open`: what is judged before anybody is asked. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/cli/opening.js';
import { loadPolicy } from '../../src/policy/index.js';
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

  it('one that is valid is not opened', async () => {
    const input = `${JSON.stringify(ticket())}\nx\n`;
    expect(await spawned(['open', '-'], { input, env: nowhere })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'cannot reach Temporal at 127.0.0.1:1; is it running?\n',
    });
  });

  it('the engine’s own keys are named, each once', async () => {
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
    const own = { subject: 'Printer on fire', tags: [], created_at: 'yesterday', updatedAt: 1, createdBy: 'x' };
    expect(judged({ ...own, createdAt: '2026-01-05T09:00:00Z', engine: {} })).toMatchObject({
      own,
      reserved: ['engine'],
    });
  });
});
