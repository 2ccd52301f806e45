/** `rung list --undelivered`: what has reached nobody, from the ledger. */
import { beforeAll, expect, it } from 'vitest';
import { addressedOf, type AlertRecord } from '../../src/domain/alerts/delivery.js';
import { fallbackFor } from '../../src/domain/alerts/fallbacks.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated } from '../support/writes.js';
import { jsonLines, rung } from './rung.js';

const { db, uri } = ownDatabase(import.meta.url);
beforeAll(() => db.ensureIndexes());

const list = (...args: string[]) => rung(['list', '--undelivered', ...args], { env: { MONGODB_URI: uri } });
const at = Date.now() - 3 * 60_000;
const given = (ticketId: string) => escalated(ticketId).slack;
const undeliverable = { state: 'undeliverable', error: 'Slack: is_archived', at, recorded: false } as const;
const sent = { state: 'sent', providerId: '1.1', at, recorded: false } as const;

it('is empty where all is well', async () => {
  await db.ledger.complete({ alert: given('U-0'), outcome: sent });
  await db.ledger.claim(given('U-1'), { by: 'run#1', at: Date.now(), doubts: 1 });
  expect(await list()).toEqual({ status: 0, stdout: 'No undelivered alerts.\n', stderr: '' });
  expect((await list('--json')).stdout).toBe('');
});

it('has what was given up with nobody told instead, what is tried again, what is suspended, and what nobody has heard of since', async () => {
  const told = given('U-2');
  const fallback = fallbackFor(told, { error: 'Slack: is_archived' }, escalated().state.policy, at)!;
  const superseded = { state: 'superseded', error: 'superseded by transition 2', at, recorded: false } as const;
  const records: AlertRecord[] = [
    { alert: told, outcome: undeliverable },
    { alert: addressedOf(fallback), outcome: sent },
    { alert: given('U-3'), outcome: undeliverable },
    { alert: given('U-4'), outcome: undeliverable },
    {
      alert: addressedOf(fallbackFor(given('U-4'), { error: 'x' }, escalated().state.policy, at)!),
      outcome: undeliverable,
    },
    { alert: given('U-5'), outcome: superseded },
  ];
  for (const record of records) await db.ledger.complete(record);
  const setback = { state: 'pending', doubts: 0, suspect: false, error: 'Slack: HTTP 503', at } as const;
  for (const [ticketId, parked] of [
    ['U-6', false],
    ['U-7', true],
  ] as const) {
    await db.ledger.claim(given(ticketId), { by: 'run#1', at, doubts: 1 });
    await db.ledger.setBack(given(ticketId).key, 'run#1', { ...setback, parked });
  }
  await db.ledger.claim(given('U-8'), { by: 'run#1', at, doubts: 1 });

  const lines = jsonLines((await list('--json')).stdout) as { ticketId: string; state: string }[];
  expect(Object.fromEntries(lines.map(({ ticketId, state }) => [ticketId, state]))).toEqual({
    'U-3': 'undelivered',
    'U-4': 'undelivered',
    'U-6': 'being tried',
    'U-7': 'waits for credentials',
    'U-8': 'being tried',
  });
  expect(lines.find(({ ticketId }) => ticketId === 'U-6')).toMatchObject({
    key: given('U-6').key,
    seq: 1,
    channel: 'slack',
    target: '#tier2-queue',
    attempts: 1,
    lastError: 'Slack: HTTP 503',
  });
  const { stdout } = await list();
  expect(stdout).toMatch(/^Alert +State +Since +Attempts +Last error\n/);
  expect(stdout).toMatch(/U-3:1:slack:#tier2-queue +undelivered +3 min(?: \d+ s)? ago +1 +Slack: is_archived\n/);
});

it('lists alerts, so filters of tickets make no sense', async () => {
  expect(await list('--tier', 'L2')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^--undelivered goes with --json only/),
  });
});
