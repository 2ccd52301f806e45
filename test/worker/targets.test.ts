/** Targets that the settings do not know how to reach are named before an alert waits for them. */
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import type { Target } from '../../src/domain/rules/policy.js';
import { openChannels } from '../../src/worker/channels.js';
import { targetsInTrouble } from '../../src/worker/targets.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const policyOf = (...notify: Target[]) => ({
  tiers: [
    { name: 'L1', group: 'a', notify },
    { name: 'L2', group: 'b', notify },
  ],
});
const trouble = (env: Record<string, string>, ...notify: Target[]) =>
  targetsInTrouble(
    policyOf(...notify),
    openChannels(loadConfig(env), () => undefined),
  );

it('names each endpoint that the settings lack, once', async () => {
  const env = { RUNG_WEBHOOKS: `pager=https://events.example.com/s3cret ${SECRET}` };
  const [pager, ops] = ['pager', 'ops'].map((address) => ({ channel: 'webhook', address }));
  expect(await trouble(env, pager!)).toEqual([]);
  expect(await trouble(env, pager!, ops!, { channel: 'slack', address: '#x' })).toEqual([
    'webhook ops: RUNG_WEBHOOKS has no endpoint of this name',
  ]);
});

it('says nothing of a channel that prints its alerts', async () => {
  expect(await trouble({}, { channel: 'webhook', address: 'pager' })).toEqual([]);
});

it('says which channels print, and shows no address of those that do not', () => {
  const lines = (env: Record<string, string>) => openChannels(loadConfig(env)).map(({ said }) => said);
  expect(lines({})).toContain('Webhooks are printed here (no RUNG_WEBHOOKS)');
  const set = lines({ RUNG_WEBHOOKS: `pager=https://events.example.com/s3cret ${SECRET}` }).join('\n');
  expect(set).toContain('Webhooks go to pager, 10 a second to each at most');
  expect(set).not.toMatch(/example\.com|s3cret|whsec/);
});
