/** A backfill by the API of a help desk: all tickets from the beginning of time, at the pace that it allows. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deskSource } from '../../src/cli/backfill/desk-source.js';
import type { BackfillRow } from '../../src/cli/backfill/source.js';
import { openDesk } from '../../src/reconcile/address.js';
import { mapping } from '../intake/deliveries.js';
import { ZendeskDesk } from './stubs/zendesk.js';

let desk: ZendeskDesk;
const said: string[] = [];
const waits: number[] = [];
const NOW = Date.parse('2026-11-29T12:00:00Z');

beforeEach(async () => {
  said.length = 0;
  waits.length = 0;
  desk = await ZendeskDesk.start(() => NOW);
  for (let id = 1; id <= 7; id++) {
    const changed = Math.floor(NOW / 1000) - 86_400 * (400 - id);
    const at = new Date(changed * 1000).toISOString();
    const rest = { status: id % 3 === 0 ? 'solved' : 'open', priority: 'high', tags: ['tier_gold'], subject: 's3cret' };
    desk.tickets.push({
      id,
      created_at: '2025-01-05T09:00:00Z',
      updated_at: at,
      generated_timestamp: changed,
      ...rest,
    });
  }
});
afterEach(() => desk.api.close());

async function source() {
  const open = async () =>
    openDesk('zendesk', desk.api.url, 'ada@example.com/token:s3cret', { proxies: {}, privateNetworks: [] }, '/x');
  const reconciler = { name: 'zendesk', mapping: await mapping('zendesk'), lookBack: 0, open };
  return deskSource(
    reconciler,
    (line) => void said.push(line),
    async (ms) => void waits.push(ms),
  );
}

async function all(after?: string): Promise<{ rows: BackfillRow[]; cursors: string[] }> {
  const rows: BackfillRow[] = [];
  const cursors: string[] = [];
  for await (const batch of (await source()).batches(after)) {
    rows.push(...batch.rows);
    cursors.push(batch.cursor);
  }
  return { rows, cursors };
}

it('shows every ticket as the mapping reads it, idle since it changed last', async () => {
  const { rows } = await all();
  expect(rows.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 6, 7].map((id) => `zendesk/${id}`));
  const [first] = rows;
  expect(first!.read).toMatchObject({
    ticket: {
      ticketId: 'zendesk/1',
      status: 'open',
      priority: 'high',
      customerTier: 'gold',
      createdAt: '2025-01-05T09:00:00.000Z',
      lastActivityAt: new Date(desk.tickets[0]!['updated_at'] as string).toISOString(),
    },
  });
  expect(JSON.stringify(rows)).not.toContain('s3cret');
  // What was said is not asked for.
  expect(desk.api.paths().every((path) => path.endsWith('/tickets/cursor.json'))).toBe(true);
});

it('goes on where an earlier run stopped', async () => {
  const { cursors } = await all();
  const { rows } = await all(cursors[1]);
  expect(rows.map(({ place }) => place)).toEqual(['zendesk/5', 'zendesk/6', 'zendesk/7']);
});

it('waits as long as it is told to, says so, and misses nothing', async () => {
  desk.api.willAnswer({ status: 429, headers: { 'retry-after': '41' }, body: 'Number of allowed …' });
  const { rows } = await all();
  expect(rows).toHaveLength(7);
  expect(waits).toEqual([41_000]);
  expect(said).toEqual([expect.stringMatching(/too many requests; it is asked again in 41 s$/)]);
});

it('gives up on one that does not answer, and on one that refuses', async () => {
  desk.api.willAnswer(...Array.from({ length: 5 }, () => ({ status: 500, body: 's3cret' })));
  await expect(all()).rejects.toMatchObject({ trouble: 'unavailable' });
  expect(waits).toEqual([5_000, 10_000, 15_000, 20_000]);
  desk.api.willAnswer({ status: 401, body: 's3cret' });
  await expect(all()).rejects.toThrow('look at the token');
});
