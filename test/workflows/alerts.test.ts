/** Pages go to each target beside the watch: one that fails stops neither the others nor the ticket. */
import { expect } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { calm as test, SECONDS_POLICY } from '../support/story.js';

/** What rules tell is not superseded by what another rule tells: it waits for as long as it takes. */
const telling = test.extend({
  policy: SECONDS_POLICY.replace('stalled: 4s', 'stalled: 1h').replace(
    'rules:\n',
    `rules:\n${['a', 'b', 'c'].map((tag) => `  - { name: tell_${tag}, when: { tags: [${tag}] }, notify: here }\n`).join('')}`,
  ),
});
const toldKey = (ticket: DeskTicket, k: number, target: string) => `${ticket.id}:n${k}:${target}`;

/** Last outcome of each of a ticket's alerts that the workflow had to write down itself. */
function outcomesOf({ world }: Desk, { id }: DeskTicket): Record<string, string> {
  const records = world.writes.flatMap(({ alerts }) => alerts).filter(({ alert }) => alert.key.startsWith(`${id}:`));
  return Object.fromEntries(records.map(({ alert, outcome }) => [alert.key, outcome.state]));
}

const sleepBeyondStaleness = () => sleep(6_000);

telling.concurrent(
  'a channel that is down delays neither the other channel nor a deadline, and what it leaves behind is not sent late',
  async ({ desk }) => {
    desk.world.down.add('slack:#tier2-queue');
    const ticket = await desk.ticket({ status: 'pending' });
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'));
    await ticket.change({ tags: ['a'] });
    await desk.expectAlerts(toldKey(ticket, 1, 'email:tier2@example.com'));
    const { outbox } = await ticket.until('to owe two pages', (state) => state.outbox.alerts.length === 2);
    expect(outbox.alerts).toEqual([
      { key: ticket.key(1, 'slack:#tier2-queue'), target: 'slack:#tier2-queue', state: 'sending' },
      { key: toldKey(ticket, 1, 'slack:#tier2-queue'), target: 'slack:#tier2-queue', state: 'waiting' },
    ]);
    await ticket.slaEndsIn(1);
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(2, 'manager'));
    await ticket.atRest();
    expect(outcomesOf(desk, ticket)).toEqual({
      [ticket.key(1, 'slack:#tier2-queue')]: 'superseded',
      [toldKey(ticket, 1, 'slack:#tier2-queue')]: 'superseded',
    });
    desk.world.down.clear();
  },
);

test.concurrent('a page that is late but still true arrives when its channel is back', async ({ desk }) => {
  desk.world.down.add('slack:#tier2-queue');
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'));
  await sleepBeyondStaleness();
  desk.world.down.clear();
  await desk.expectAlerts(ticket.key(1, 'slack:#tier2-queue'));
  await ticket.atRest();
});

test.concurrent(
  'a page that was never sent is dropped when the ticket is resolved, the news of that is not',
  async ({ desk }) => {
    desk.world.down.add('slack:#tier2-queue');
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    const email = 'email:tier2@example.com';
    await desk.expectAlerts(ticket.key(1, email));
    await ticket.confirm();
    await desk.expectAlerts(ticket.key(2, email));
    await eventually('the superseded page to be dropped', () => {
      return Promise.resolve(outcomesOf(desk, ticket)[ticket.key(1, 'slack:#tier2-queue')] === 'superseded');
    });
    desk.world.down.clear();
    await desk.expectAlerts(ticket.key(2, 'slack:#tier2-queue'));
    expect(await ticket.result()).toMatchObject({ outcome: 'closed' });
  },
);

test.concurrent('an agent who closes the ticket supersedes its unsent pages', async ({ desk }) => {
  desk.world.down.add('slack:#tier2-queue');
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'));
  await ticket.change({ status: 'closed' });
  expect(await ticket.result()).toMatchObject({ outcome: 'closed' });
  expect(outcomesOf(desk, ticket)).toEqual({ [ticket.key(1, 'slack:#tier2-queue')]: 'superseded' });
});

test.concurrent('a superseded page whose attempt is under way ends as that attempt ends', async ({ desk }) => {
  desk.world.slow.set('slack:#tier2-queue', 8_000);
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await ticket.deEscalate();
  const slack = 'slack:#tier2-queue';
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2'));
  await ticket.atRest();
  expect(desk.world.keys().filter((key) => key.endsWith(slack))).toEqual([1, 2].map((seq) => ticket.key(seq, slack)));
  expect(outcomesOf(desk, ticket)).toEqual({});
});

telling.concurrent('a slow target gets its pages in order, a fast one does not wait for it', async ({ desk }) => {
  const [slack, email] = ['slack:#tier2-queue', 'email:tier2@example.com'] as const;
  desk.world.slow.set(slack, Infinity);
  const ticket = await desk.ticket({ tier: 'L2' });
  await ticket.change({ tags: ['a'] });
  await desk.expectAlerts(toldKey(ticket, 1, email));
  await ticket.change({ tags: ['a', 'b'] });
  await ticket.change({ tags: ['a', 'b', 'c'] });
  await ticket.until('to owe three pages', ({ outbox }) => outbox.alerts.some(({ key }) => key.includes(':n3:')));
  expect(desk.world.keys().filter((key) => key.endsWith(slack))).toEqual([]);
  desk.world.slow.set(slack, 500);
  for (const target of [slack, email]) {
    const pages = [1, 2, 3].map((k) => toldKey(ticket, k, target));
    await desk.expectAlerts(...pages);
    expect(desk.world.keys().filter((key) => key.endsWith(target))).toEqual(pages);
  }
});

test.concurrent('later pages answer in the thread of the first one to the same target', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.deEscalate();
  await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  const ids = new Map(desk.world.sent.map(({ alert }, i) => [alert.key, `m${i + 1}`]));
  for (const target of ['slack:#tier2-queue', 'email:tier2@example.com']) {
    const second = desk.world.sent.find(({ alert }) => alert.key === ticket.key(2, target));
    expect(second?.thread).toBe(ids.get(ticket.key(1, target)));
  }
});

test.concurrent('a page that went out in a digest is no thread: the next one begins it', async ({ desk }) => {
  const ticket = await desk.ticket();
  desk.world.digests = true;
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  desk.world.digests = false;
  await ticket.deEscalate();
  await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(3, 'L2'));
  const pages = desk.world.sent.map(({ alert, thread }, i) => ({ key: alert.key, id: `m${i + 1}`, thread }));
  const [first, second, third] = [1, 2, 3].map((seq) =>
    pages.find(({ key }) => key === ticket.key(seq, 'slack:#tier2-queue')),
  );
  expect([first?.thread, second?.thread, third?.thread]).toEqual([undefined, undefined, second!.id]);
});

test.concurrent(
  'a target that is given up: its tier is told on the other channel, and the state shows it',
  async ({ desk }) => {
    desk.world.gone.add('slack:#tier2-queue');
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    const lost = ticket.key(1, 'slack:#tier2-queue');
    await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'), `${lost}:fallback`);
    const state = await ticket.atRest();
    expect(state.undeliverable).toEqual([{ key: lost, target: 'slack:#tier2-queue', error: 'no such target' }]);
    const fallback = desk.world.sent.find(({ alert }) => alert.key === `${lost}:fallback`)!;
    expect(fallback.alert).toMatchObject({
      channel: 'email',
      address: 'tier2@example.com',
      insteadOf: { channel: 'slack', address: '#tier2-queue', error: 'no such target' },
    });
    expect(desk.world.keys()).toEqual([ticket.key(1, 'email:tier2@example.com'), `${lost}:fallback`]);
  },
);

test.concurrent('when nobody knows whether a page has arrived, somebody else is told, once', async ({ desk }) => {
  desk.world.unconfirmed.add('email:tier2@example.com');
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  const lost = ticket.key(1, 'email:tier2@example.com');
  await desk.expectAlerts(ticket.key(1, 'slack:#tier2-queue'), `${lost}:fallback`);
  const fallback = desk.world.sent.find(({ alert }) => alert.key === `${lost}:fallback`)!;
  expect(fallback.alert).toMatchObject({
    channel: 'slack',
    insteadOf: { channel: 'email', address: 'tier2@example.com', error: 'no answer, twice', doubtful: true },
  });
  await ticket.atRest();
  expect(desk.world.attempts.filter((key) => key === lost)).toHaveLength(1);
});

test.concurrent('a page that may have arrived is not tried slowly when nobody else can be told', async ({ desk }) => {
  desk.world.unconfirmed.add('email:managers@example.com');
  desk.world.gone.add('slack:#escalations');
  const ticket = await desk.ticket();
  await ticket.escalate('manager');
  const slack = ticket.key(1, 'slack:#escalations');
  const state = await ticket.until(
    'to have told nobody',
    ({ outbox }) => outbox.alerts.length === 1 && outbox.alerts[0]!.state === 'undelivered',
  );
  expect(state.outbox.alerts.map(({ key }) => key)).toEqual([slack]);
  desk.world.gone.clear();
  await desk.expectAlerts(slack);
  await ticket.atRest();
});

test.concurrent('when both targets of a tier are given up, the tier above is told', async ({ desk }) => {
  desk.world.gone.add('slack:#tier2-queue').add('email:tier2@example.com');
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  const lost = ['slack:#tier2-queue', 'email:tier2@example.com'].map((target) => ticket.key(1, target));
  await desk.expectAlerts(...lost.map((key) => `${key}:fallback:2`));
  const state = await ticket.atRest();
  expect(state.undeliverable.map(({ key }) => key).sort()).toEqual(
    lost.flatMap((key) => [key, `${key}:fallback`]).sort(),
  );
  const fallback = desk.world.sent.find(({ alert }) => alert.key === `${lost[0]}:fallback:2`)!;
  expect(fallback.alert).toMatchObject({
    channel: 'slack',
    address: '#tier3-queue',
    insteadOf: { channel: 'slack', address: '#tier2-queue', error: 'no such target', nth: 2 },
  });
  await ticket.change({ status: 'closed' });
  expect(await ticket.result()).toMatchObject({ outcome: 'closed' });
});

test.concurrent(
  'a page that nobody could be given is tried slowly, shown, and sent when its target is back',
  async ({ desk }) => {
    const nobody = ['slack:#tier2-queue', 'email:tier2@example.com', 'slack:#tier3-queue', 'email:tier3@example.com'];
    for (const target of nobody) desk.world.gone.add(target);
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    const [slack, email] = ['slack:#tier2-queue', 'email:tier2@example.com'].map((target) => ticket.key(1, target));
    const state = await ticket.until(
      'to have told nobody',
      ({ outbox }) => outbox.alerts.length === 2 && outbox.alerts.every((alert) => alert.state === 'undelivered'),
    );
    expect(state.outbox.alerts.map(({ key }) => key).sort()).toEqual([email, slack]);
    desk.world.gone.clear();
    await desk.expectAlerts(slack!, email!);
    const rested = await ticket.atRest();
    expect(rested.undeliverable.map(({ key }) => key)).not.toContain(slack);
    expect(desk.world.sent).toHaveLength(2);
  },
);

test.concurrent('a page that is tried slowly is dropped when the ticket goes on', async ({ desk }) => {
  for (const target of ['slack:#escalations', 'email:managers@example.com']) desk.world.gone.add(target);
  const ticket = await desk.ticket();
  await ticket.escalate('manager');
  await ticket.until(
    'to have told nobody',
    ({ outbox }) => outbox.alerts.length === 2 && outbox.alerts.every((alert) => alert.state === 'undelivered'),
  );
  await ticket.change({ status: 'closed' });
  expect(await ticket.result()).toMatchObject({ outcome: 'closed' });
  const outcomes = outcomesOf(desk, ticket);
  for (const target of ['slack:#escalations', 'email:managers@example.com']) {
    expect(outcomes[ticket.key(1, target)]).toBe('superseded');
  }
});

test.concurrent('outcomes that the ledger could not take are written with the ticket, once', async ({ desk }) => {
  desk.world.ledgerDown = true;
  desk.world.gone.add('slack:#tier2-queue');
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  const lost = ticket.key(1, 'slack:#tier2-queue');
  await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'), `${lost}:fallback`);
  const recorded = () =>
    desk.world.writes.flatMap(({ alerts }) => alerts.map(({ alert, outcome }) => [alert.key, outcome.state]));
  await eventually('the outcomes', () => Promise.resolve(recorded().length >= 3));
  await ticket.atRest();
  expect(Object.fromEntries(recorded())).toEqual({
    [lost]: 'undeliverable',
    [ticket.key(1, 'email:tier2@example.com')]: 'sent',
    [`${lost}:fallback`]: 'sent',
  });
  expect(recorded().length).toBe(3);
});

test.concurrent(
  'a ticket that is resolved waits for its pages before it ends, and saves their threads',
  async ({ desk }) => {
    desk.world.deliveryTime = 1_000;
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await ticket.change({ status: 'closed' });
    await ticket.result();
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    expect(Object.keys(ticket.saved!.engine.threads).sort()).toEqual(['email:tier2@example.com', 'slack:#tier2-queue']);
  },
);
