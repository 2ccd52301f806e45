/** The policy file changes while the intake runs: new tickets get what it says now, or what it said when it was last right. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/index.js';
import { listen } from '../../../src/intake/listen.js';
import { OWN_POLICY_FILE } from '../../../src/policy/own-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { TICKET, world } from './world.js';

const TEXT = await readFile(OWN_POLICY_FILE, 'utf8');
const CALM = TEXT.replace('priorities: [low, normal, high, urgent]', 'priorities: [calm, normal, wild]');
const policyFile = join(temporaryFolder(), 'policy.yaml');

beforeEach(() => writeFile(policyFile, TEXT));

test('what is opened, told and simulated goes by the file as it is now', async () => {
  const w = await world({ access: { openOnLoopback: true }, policyFile });
  const post = async (url: string, payload: object) => {
    const answer = await w.app.inject({ method: 'POST', url, payload });
    return { status: answer.statusCode, ...answer.json<Record<string, unknown>>() };
  };
  const calm = { ...TICKET, ticketId: 'T-2', priority: 'calm' };
  expect(await post('/v1/tickets', TICKET)).toMatchObject({ status: 201 });
  expect(await post('/v1/tickets', calm)).toMatchObject({ status: 422 });

  await writeFile(policyFile, CALM);
  w.pass(1_000);
  expect(await post('/v1/tickets', calm)).toMatchObject({ status: 201, outcome: 'opened' });
  expect(await post('/v1/tickets', { ...calm, ticketId: 'T-3', priority: 'low' })).toMatchObject({ status: 422 });
  const batch = [{ type: 'ticket_changed', ticketId: 'T-2', priority: 'wild' }];
  expect(await post('/v1/facts', { facts: batch })).toMatchObject({ answers: [{ status: 202, outcome: 'accepted' }] });
  expect(await post('/v1/tickets/T-2/facts', { type: 'ticket_changed', priority: 'urgent' })).toMatchObject({
    status: 422,
  });
  const hash = w.temporal.tickets.get('T-2')!.policyHash;
  const end = [{ type: 'end', at: '2026-01-05T09:00:00Z' }];
  expect(await post('/v1/simulate', { timeline: end })).toMatchObject({ status: 200, policyHash: hash });
  // What is open goes on under the policy that it was opened with.
  expect(w.temporal.tickets.get('T-1')!.policyHash).not.toBe(hash);

  await writeFile(policyFile, 'version: 1\nrules: [');
  w.pass(1_000);
  expect(await post('/v1/tickets', { ...calm, ticketId: 'T-4' })).toMatchObject({ status: 201 });
  expect((await w.app.inject('/readyz')).json()).toMatchObject({ policy: 'outdated' });
  await writeFile(policyFile, TEXT);
  w.pass(1_000);
  expect((await w.app.inject('/readyz')).json()).toMatchObject({ policy: 'ok' });
  expect(await post('/v1/tickets', { ...TICKET, ticketId: 'T-5', priority: 'urgent' })).toMatchObject({ status: 201 });
  await w.app.close();
});

test('what is told of an open ticket is judged by the policy that it has, not by the file of today', async () => {
  const reopens = 'reopen: { on: customer_reply, within: 7d, status: Open }';
  const earlier = `${TEXT.replace('status: [open]', 'status: [Open]')}\n${reopens}\n`;
  await writeFile(policyFile, earlier);
  const w = await world({ access: { openOnLoopback: true }, policyFile });
  const post = async (url: string, payload: object) => {
    const answer = await w.app.inject({ method: 'POST', url, payload });
    return { status: answer.statusCode, ...answer.json<Record<string, unknown>>() };
  };
  const tell = (ticketId: string, fact: object) => post(`/v1/tickets/${ticketId}/facts`, fact);
  expect(await post('/v1/tickets', TICKET)).toMatchObject({ status: 201 });
  await writeFile(policyFile, CALM);
  w.pass(11_000);
  expect(await post('/v1/tickets', { ...TICKET, ticketId: 'T-2', priority: 'calm' })).toMatchObject({ status: 201 });
  // Alone, in a batch, and in another spelling.
  const urgent = { type: 'ticket_changed', priority: 'urgent' };
  expect(await tell('T-1', { ...urgent, priority: 'high' })).toMatchObject({ status: 202 });
  const batch = ['T-1', 'T-2'].map((ticketId) => ({ ...urgent, ticketId }));
  expect(await post('/v1/facts', { facts: batch })).toMatchObject({ answers: [{ status: 202 }, { status: 422 }] });
  expect(w.temporal.tickets.get('T-1')).toMatchObject({ priority: 'urgent' });
  expect(await tell('T-1', { type: 'ticket_changed', status: 'pending' })).toMatchObject({ status: 202 });
  expect(await tell('T-1', { type: 'ticket_changed', status: 'open' })).toMatchObject({
    status: 202,
    warnings: ['status "open" is read as "Open"'],
  });
  // What is a word of the file of today alone is none of this ticket's.
  expect(await tell('T-1', { type: 'ticket_changed', priority: 'wild' })).toMatchObject({
    status: 422,
    errors: [{ detail: expect.stringContaining('one of low, normal, high, urgent') as string }],
  });
  expect(w.temporal.tickets.get('T-1')).toMatchObject({ priority: 'urgent', status: 'Open' });
  // No policy has it: refused before anybody is asked, also while Temporal is away.
  w.temporal.isDown = true;
  expect(await tell('T-1', { type: 'ticket_changed', priority: 'odd' })).toMatchObject({ status: 422 });
  expect(await tell('T-1', urgent)).toMatchObject({ status: 202, outcome: 'kept' });
  w.temporal.isDown = false;
  // Its policy reopens it when the customer writes; the one of today would not.
  w.pass(3_000);
  await w.drain();
  expect(await tell('T-1', { type: 'ticket_changed', status: 'closed' })).toMatchObject({ status: 202 });
  expect(await tell('T-1', { type: 'customer_replied' })).toMatchObject({ status: 202, outcome: 'accepted' });
  expect(w.temporal.tickets.get('T-1')).toMatchObject({ closed: false });
  // Whoever judges the request and whoever tells the fact ask together, once in ten seconds.
  const asked = w.askedForPolicies();
  for (const _ of ['a', 'b']) {
    w.pass(11_000);
    await tell('T-1', { type: 'ticket_changed', status: 'pending' });
    await tell('T-1', { type: 'ticket_changed', status: 'open' });
  }
  expect(w.askedForPolicies() - asked).toBe(2);
  // A database that is away holds nothing up.
  w.store.isDown = true;
  w.pass(11_000);
  expect(await tell('T-1', urgent)).toMatchObject({ status: 202 });
  await w.app.close();
});

test('the log says by places alone that it cannot be used, and that it can again', async () => {
  const lines: string[] = [];
  const nobody = 'mongodb://127.0.0.1:9/rung';
  const config = loadConfig({ MONGODB_URI: nobody });
  const intake = await listen({
    config: { ...config, intake: { ...config.intake, address: '127.0.0.1:0' } },
    ...{ address: '127.0.0.1:9', policyFile, version: '0', say: () => undefined },
    env: { RUNG_WEBHOOK_ZAMMAD: 'a-secret' },
    log: { write: (line) => void lines.push(line) },
  });
  const said = () =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => 'policy' in line);
  const asked = async () => (await fetch(`${intake.url}/healthz`)).status;
  try {
    expect([intake.connected, await intake.needsKey()]).toEqual([['zammad'], false]);
    const address = 'tier2@example.com';
    await writeFile(policyFile, TEXT.replaceAll(address, 'canary@@example.com'));
    await expect
      .poll(async () => ((await asked()) === 200 ? said() : []), { timeout: 5_000 })
      .toMatchObject([{ level: 50, problems: [expect.stringMatching(/^\d+:\d+ tiers\[1\]\.notify\[1\]\.email$/)] }]);
    await writeFile(policyFile, CALM);
    await expect
      .poll(async () => ((await asked()) === 200 ? said() : []), { timeout: 5_000 })
      .toMatchObject([{}, { level: 30, msg: 'new tickets get the policy as it is now' }]);
    expect(lines.join('')).not.toContain('canary');
  } finally {
    await intake.close();
  }
});
