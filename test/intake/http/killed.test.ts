/** The intake is killed again and again while six help desks deliver. Two of them never try a second time: what they lose is read from their APIs. */
import { expect, test } from 'vitest';
import { Reading } from '../../reconcile/reading.js';
import { DeskApis } from './desk-apis.js';
import { ALL_SECRETS, DESKS, type Desk, type Event } from './desks.js';
import { world, type World } from './world.js';

const TICKETS = 12;
const STORY: Event[] = [
  { kind: 'created' },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((message): Event => ({ kind: 'customer', message })),
  { kind: 'agent', message: 12 },
  { kind: 'closed' },
];
const REPLIES = 11;
/** Deliveries between two kills. */
const LIFE = 47;

test('no fact is lost, and none counts twice', async () => {
  let w: World = await world({ env: ALL_SECRETS });
  const first = w;
  const apis = await DeskApis.start();
  const readings = (['chatwoot', 'github'] as const).map(
    (name) => new Reading(name, apis.addresses[name], Date.now, undefined, first),
  );
  const passes = async () => {
    for (const one of readings) expect(await one.pass()).toMatchObject({ complete: true, refused: 0 });
  };
  const begin = Date.now() - 600_000;
  let sent = 0;
  let kills = 0;
  const lost: string[] = [];

  const deliver = async (desk: Desk, n: number, event: Event, at: number) => {
    const delivery = desk.body(n, event, at);
    apis.happened(desk.name, n, event, at, delivery);
    const body = JSON.stringify(delivery);
    const send = async () => {
      const headers = desk.headers(body, Date.now(), `${desk.name}-${n}-${at}`);
      const { statusCode } = await w.app.inject({ method: 'POST', url: desk.url, headers, payload: body });
      expect([200, 202]).toContain(statusCode);
    };
    const isKilled = ++sent % LIFE === 0;
    if (!isKilled) return send();
    // Before it has arrived, or after it was taken and before the answer.
    const isTaken = kills++ % 2 === 1;
    if (isTaken) await send();
    // What the process knew is gone with it.
    w = await world({ env: ALL_SECRETS, beside: first });
    if (desk.waits.length > 0) await send();
    else if (!isTaken) lost.push(desk.name);
  };

  for (const [i, event] of STORY.entries()) {
    // What comes after the end changes nothing: it is read before, as every five minutes.
    if (event.kind === 'closed') await passes();
    for (const desk of DESKS) for (let n = 1; n <= TICKETS; n++) await deliver(desk, n, event, begin + i * 5_000);
  }
  await passes();
  await passes();

  expect([sent >= 1_000, kills]).toEqual([true, Math.floor(sent / LIFE)]);
  expect(new Set(lost)).toEqual(new Set(['chatwoot', 'github']));
  for (const desk of DESKS)
    for (let n = 1; n <= TICKETS; n++)
      expect(w.temporal.tickets.get(desk.ticketId(n)), desk.ticketId(n)).toMatchObject({
        closed: true,
        customerReplyCount: REPLIES,
      });
  await apis.close();
}, 60_000);
