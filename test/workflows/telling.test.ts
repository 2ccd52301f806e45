/** Rules that tell, their repeats, and targets that have hours: carried out by the workflow. */
import { expect } from 'vitest';
import { test as story } from '../support/story.js';

const LADDER = `
version: 1
tiers:
  - { name: L1, group: tier1, notify: [{ slack: "#queue" }] }
  - { name: L2, group: tier2, notify: [{ slack: "#two" }, { email: two@example.com }] }
priorities: [low, normal, high]
cooldown: 4h
`;

const telling = story.extend({
  policy: `${LADDER}rules:
  - { name: angry, when: { sentiment_below: -0.6 }, notify: here, repeat: { every: 2s } }
`,
});

telling.concurrent(
  'a rule tells the tier that the ticket stands on, again and again until somebody takes it on',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.score(-0.9);
    const told = (k: number) => `${ticket.id}:n${k}:slack:#queue`;
    await desk.expectAlerts(told(1), told(2), told(3));
    await ticket.acknowledge();
    const { seq, tier, history, acknowledged } = await ticket.atRest();
    expect([seq, tier, acknowledged?.by]).toEqual([0, 'L1', 'ann']);
    const lines = history.flatMap((line) => (line.kind === 'notified' ? [line.repeat] : []));
    expect(lines.slice(0, 3)).toEqual([undefined, 1, 2]);
    // One that was told before the answer came.
    await desk.expectAlerts(...desk.world.keys());
    const [first, second] = desk.world.sent;
    expect(second!.thread).toBe('m1');
    expect(first!.alert.ticket).toMatchObject({ priority: 'normal', group: 'tier1', acknowledged: null, held: [] });
    expect(desk.world.logged(ticket.id)).toEqual(history.map(({ kind }) => kind));
  },
);
