/** What a simulation holds of tickets that are over. */
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { bars } from '../../src/cli/progress.js';
import { Ends } from '../../src/cli/simulate/ends.js';
import { survey } from '../../src/cli/simulating.js';
import { table } from '../../src/cli/table.js';
import type { TicketState } from '../../src/domain/ticket/ticket.js';
import { DEFAULT_POLICY } from '../support/domain/policies.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const TICKETS = 20_000;

/** How many bytes more are held of each of so many tickets. */
async function held<T>(make: () => T | Promise<T>): Promise<{ made: T; each: number }> {
  const now = () => {
    for (let i = 0; i < 3; i++) collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  // What is compiled is held, too. The result itself is not, in a function that is over.
  await (async () => void (await make()))();
  const before = now();
  const made = await make();
  return { made, each: (now() - before) / TICKETS };
}

test('once a timeline has been read for the first time, no ids of its tickets are held', async () => {
  const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
  const source = {
    name: 'x',
    unit: 'rows',
    total: TICKETS,
    done: 0,
    async *rows() {
      for (let i = 0; i < TICKETS; i++) {
        const at = new Date(Date.UTC(2026, 0, 5) + i * 60_000).toISOString();
        yield [JSON.stringify({ at, ticketId: `T-${i}`, type: 'created', ticket })];
      }
      await Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const { made, each } = await held(() => survey(source, DEFAULT_POLICY, bars(new PassThrough())));
  expect(made.rows).toBe(TICKETS);
  expect(each).toBeLessThan(20);
});

const SOME = ['L1', 'open', 'normal', ''];
const ended = (ticketId: string, [tier, status, priority, assigneeGroup] = SOME) =>
  ({ ticketId, tier, status, priority, assigneeGroup }) as TicketState;

test('of how a ticket stands at its end little more is held than its id', async () => {
  const { made, each } = await held(() => {
    const ends = new Ends();
    // As parsed from a row: strings of its own.
    for (let i = 0; i < TICKETS; i++)
      ends.add(ended(`T-${i}`, JSON.parse('["L1","open","normal","a group"]') as string[]), i);
    return ends;
  });
  expect([...made.lines()].flat()).toHaveLength(TICKETS + 2);
  expect(each).toBeLessThan(80);
});

test('the table is the one that would be made at once', () => {
  const rows = Array.from({ length: 2_500 }, (_, i) => [
    i === 2_400 ? 'the widest ☎ of all' : `T-${i}`,
    ...(i === 1_200 ? ['a wide tier', 'waiting for somebody', '', 'Störung'] : SOME),
  ]);
  const ends = new Ends();
  for (const [i, [id, ...rest]] of [...rows.entries()].reverse()) ends.add(ended(id!, rest), i);
  expect([...ends.lines()].flat()).toEqual([
    '',
    ...table([['Ticket', 'Tier', 'Status', 'Priority', 'Group'], ...rows]),
  ]);
  expect([...new Ends().lines()]).toEqual([]);
});
