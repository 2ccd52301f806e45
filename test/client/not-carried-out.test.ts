/** A policy that is simulated and not carried out yet opens no ticket: what nobody would be told of is said at once. */
import type { Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { InvalidRequestError, Rung } from '../../src/client/index.js';
import { parsePolicy } from '../../src/policy/load.js';

const POLICY = `
version: 1
tiers:
  - { name: L1, group: a }
  - { name: L2, group: b, notify: [{ slack: "#l2" }] }
rules:
  - { name: late, when: { sla_used: 75% }, to: L2 }
`;
const TICKET = { ticketId: 'T-1', status: 'open', priority: 'normal', customerTier: 'gold', slaHours: 8 };

test.each([
  ['rules that tell (notify)', 'rules:', 'rules:\n  - { name: soon, when: { sla_used: 50% }, notify: here }'],
  ['repeats', 'to: L2 }', 'to: L2, repeat: { every: 30m } }'],
])('%s', async (what, find, replace) => {
  const policy = parsePolicy(POLICY.replace(find, replace), 'p.yaml');
  const rung = new Rung({ client: undefined as unknown as Client, policy });
  const opening = rung.openTicket(TICKET);
  await expect(opening).rejects.toThrow(InvalidRequestError);
  await expect(opening).rejects.toThrow(`no ticket can be opened with this policy, for it has ${what}: rung simulate`);
});
