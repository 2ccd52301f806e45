/** `test` with a desk: `test('…', async ({ desk }) => { … })`, closed (and judged) after the story. */
import { Client } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { inject, test as base } from 'vitest';
import { Desk } from './desk.js';
import { openConnection, openNativeConnection, Register } from './opened.js';

/** The default ladder with seconds for hours. Timers are whole-second things, so nothing is closer than that. */
export const SECONDS_POLICY = `
version: 1
tiers:
  - { name: L1, group: tier1_support }
  - { name: L2, group: tier2_support, notify: [{ slack: "#tier2-queue" }, { email: tier2@example.com }] }
  - { name: L3, group: tier3_support, notify: [{ slack: "#tier3-queue" }, { email: tier3@example.com }] }
  - { name: manager, group: support_managers, notify: [{ slack: "#escalations" }, { email: managers@example.com }] }
priorities: [low, normal, high, urgent]
cooldown: 4s
rules:
  - { name: time_based, when: { sla_used: 75%, status: [open] }, to: L2, bump: 1 }
  - { name: vip_stuck, when: { customer_tier: [enterprise], idle: 2s }, to: manager, bump: 2 }
  - { name: negative_sentiment, when: { sentiment_below: -0.6 }, to: L2, bump: 1 }
  - { name: multiple_replies_no_resolution, when: { customer_replies: 3 }, to: L2, bump: 1 }
  - { name: sla_breached, when: { sla_used: 100% }, to: manager, bump: 2 }
  - { name: stalled_at_l2, when: { tier: [L2], stalled: 4s }, to: L3, bump: 1 }
de_escalate:
  - { when: { resolution_confirmed: true }, to: base }
  - { when: { sentiment_at_least: 0.05 }, to: previous }
`;

/** So many seconds as hours of an SLA. */
export const seconds = (n: number): number => n / 3600;

interface Fixtures {
  connections: { client: Client; native: NativeConnection };
  /** Policy of the desk, as YAML. Override with `test.extend`. */
  policy: string;
  /** A story's desk: real server, real workers, the world in memory. */
  desk: Desk;
}

export const test = base.extend<Fixtures>({
  connections: [
    // eslint-disable-next-line no-empty-pattern -- vitest wants the pattern
    async ({}, use) => {
      const address = inject('temporalAddress');
      // What belongs to the file is closed after the file's own hooks.
      const opened = new Register();
      const connection = await openConnection({ address }, opened);
      const native = await openNativeConnection({ address }, opened);
      await use({ client: new Client({ connection, identity: 'rung-client' }), native });
      await native.close();
      await connection.close();
      opened.assertEmpty();
    },
    { scope: 'file' },
  ],
  policy: SECONDS_POLICY,
  desk: async ({ connections, policy }, use) => {
    const bundle = { codePath: inject('bundlePath') };
    const desk = await Desk.open({ ...connections, bundle, policy });
    await use(desk);
    await desk.close();
  },
});

/** The same without the rule about stalling, for stories that stay at L2 for a while. */
export const calm = test.extend({ policy: SECONDS_POLICY.replace('stalled: 4s', 'stalled: 1h') });
