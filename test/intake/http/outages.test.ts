/** Temporal, the database, both, or the answers fail while six help desks deliver, each trying again as it does: nothing is lost, nothing is told twice. */
import { expect, test } from 'vitest';
import { ALL_SECRETS, DESKS, type Desk, type Event } from './desks.js';
import { TICKET, world, type World } from './world.js';

const TICKETS = 6;
/** What happens to each ticket, in this order. */
const STORY: Event[] = [
  { kind: 'created' },
  { kind: 'customer', message: 1 },
  { kind: 'agent', message: 2 },
  ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((message): Event => ({ kind: 'customer', message })),
  { kind: 'closed' },
];
const REPLIES = STORY.filter(({ kind }) => kind === 'customer').length;

interface Delivery {
  desk: Desk;
  n: number;
  event: Event;
  at: number;
  id: string;
}

/** 504 of them, in an order in which each ticket's may come out of order by up to 20 places. */
function deliveries(shuffled: boolean): Delivery[] {
  const begin = Date.now() - 600_000;
  const all = STORY.flatMap((event, i) =>
    DESKS.flatMap((desk) =>
      Array.from({ length: TICKETS }, (_, n): Delivery => ({
        desk,
        n: n + 1,
        event,
        at: begin + i * 5_000,
        id: `${desk.name}-${n}-${i}`,
      })),
    ),
  );
  if (!shuffled) return all;
  let seed = 42;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const places = new Map(all.map((one, i) => [one, i + random() * 20 * DESKS.length]));
  return all.sort((a, b) => places.get(a)! - places.get(b)!);
}

/** Sends one, and again as that desk does. @param answered whether the answer arrives @returns whether it was ever taken */
async function send(
  w: World,
  { desk, n, event, at, id }: Delivery,
  answered: () => boolean,
  before: () => void = () => undefined,
): Promise<boolean> {
  const body = JSON.stringify(desk.body(n, event, at));
  for (let tries = 0; tries <= desk.waits.length; tries++) {
    before();
    const answer = await w.app.inject({
      method: 'POST',
      url: desk.url,
      headers: desk.headers(body, Date.now(), id),
      payload: body,
    });
    expect([200, 202, 503], `${desk.name} ${answer.body}`).toContain(answer.statusCode);
    if (answer.statusCode === 503) expect(Number(answer.headers['retry-after'])).toBeLessThan(60);
    const isTaken = answer.statusCode !== 503;
    if (isTaken && answered()) return true;
    if (!isTaken && !desk.retries(503)) return false;
    // An answer that does not arrive is a time-out: everybody who tries again at all does so then.
    if (isTaken && desk.waits.length === 0) return true;
  }
  return true;
}

function everyTicketIsRight(w: World): void {
  for (const desk of DESKS) {
    for (let n = 1; n <= TICKETS; n++) {
      const ticket = w.temporal.tickets.get(desk.ticketId(n));
      expect(ticket, desk.ticketId(n)).toMatchObject({ closed: true, customerReplyCount: REPLIES });
    }
  }
}

test('Temporal is stopped in the midst of five hundred deliveries', async () => {
  const w = await world({ env: ALL_SECRETS });
  for (const [i, one] of deliveries(false).entries()) {
    w.temporal.isDown = i > 125 && i < 375;
    expect(await send(w, one, () => true)).toBe(true);
    if (i === 374) expect(w.store.spilled.size).toBeGreaterThan(200);
  }
  await w.drain();
  expect(w.store.spilled.size).toBe(0);
  everyTicketIsRight(w);
}, 60_000);

test('the database is stopped in the midst of five hundred deliveries', async () => {
  const w = await world({ env: ALL_SECRETS });
  for (const [i, one] of deliveries(false).entries()) {
    w.store.isDown = i > 125 && i < 375;
    expect(await send(w, one, () => true)).toBe(true);
  }
  everyTicketIsRight(w);
}, 60_000);

test('deliveries come out of order, every third answer does not arrive, and Temporal is away now and then', async () => {
  const w = await world({ env: ALL_SECRETS });
  let answers = 0;
  for (const [i, one] of deliveries(true).entries()) {
    w.temporal.isDown = i % 50 > 35;
    expect(await send(w, one, () => answers++ % 3 !== 0)).toBe(true);
    if (i % 100 === 99) {
      w.temporal.isDown = false;
      await w.drain();
    }
  }
  w.temporal.isDown = false;
  await w.drain();
  for (const desk of DESKS) {
    for (let n = 1; n <= TICKETS; n++) {
      const ticket = w.temporal.tickets.get(desk.ticketId(n))!;
      // What comes after the end is told that it changes nothing; none is counted twice.
      expect(ticket, desk.ticketId(n)).toMatchObject({ closed: true });
      expect(ticket.customerReplyCount).toBeLessThanOrEqual(REPLIES);
      const ids = w.temporal.heard
        .filter(({ ticketId, type }) => ticketId === desk.ticketId(n) && type === 'customer_replied')
        .map(({ eventId }) => eventId);
      expect(new Set(ids).size).toBe(ticket.customerReplyCount);
    }
  }
}, 60_000);

test('both are away: whoever tries again is taken later, and is told when to come', async () => {
  const w = await world({ env: ALL_SECRETS });
  for (const desk of DESKS.filter(({ waits }) => waits.length > 0)) {
    w.temporal.isDown = w.store.isDown = true;
    let tries = 0;
    const recover = () => {
      if (++tries === 2) w.temporal.isDown = w.store.isDown = false;
    };
    expect(
      await send(w, { desk, n: 1, event: { kind: 'created' }, at: Date.now(), id: desk.name }, () => true, recover),
    ).toBe(true);
    expect(tries).toBe(2);
  }
}, 30_000);

test('what is told by HTTP while Temporal is away is kept in its order, its ticket too', async () => {
  const w = await world();
  const headers = { ...w.key('write'), 'content-type': 'application/json' };
  const post = async (url: string, payload: object) => {
    const answer = await w.app.inject({ method: 'POST', url, payload, headers });
    return [answer.statusCode, answer.json<Record<string, unknown>>()] as const;
  };
  w.temporal.isDown = true;
  expect(await post('/v1/tickets', TICKET)).toMatchObject([202, { outcome: 'kept' }]);
  expect(await post('/v1/tickets/T-1/facts', { type: 'customer_replied' })).toMatchObject([202, { outcome: 'kept' }]);
  w.temporal.isDown = false;
  w.pass(2_100);
  // The ticket is not open yet, but waits to be.
  expect(await post('/v1/tickets/T-1/facts', { type: 'customer_replied' })).toMatchObject([202, { outcome: 'kept' }]);
  await w.drain();
  expect(w.temporal.tickets.get('T-1')).toMatchObject({ customerReplyCount: 2 });
  w.temporal.isDown = w.store.isDown = true;
  expect(await post('/v1/tickets/T-1/facts', { type: 'customer_replied' })).toMatchObject([
    503,
    { type: 'urn:rung:problem:unavailable' },
  ]);
  expect(await post('/v1/facts', { facts: [{ ticketId: 'T-1', type: 'customer_replied' }] })).toMatchObject([503, {}]);
});
