/** The intake is killed again and again while six help desks deliver. Two of them never try a second time: what they lose is read from their APIs. */
import { expect, test } from 'vitest';
import { Reading } from '../../reconcile/reading.js';
import { ChatwootServer } from '../../reconcile/stubs/chatwoot.js';
import { GitHubServer, type Row } from '../../reconcile/stubs/github.js';
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

const NAMED = Object.fromEntries(DESKS.map((desk) => [desk.name, desk]));

/** What the two help desks know themselves, whoever has heard of it. */
async function helpDesks() {
  const chatwoot = await ChatwootServer.start(Date.now);
  const github = await GitHubServer.start(Date.now);
  const seconds = (at: number) => Math.floor(at / 1000);
  const happened: Record<string, (n: number, event: Event, at: number) => void> = {
    chatwoot(n, event, at) {
      const body = NAMED['chatwoot']!.body(n, event, at);
      const times = { last_activity_at: seconds(at), updated_at: at / 1000 };
      if (event.kind === 'created') return void chatwoot.conversations.push({ ...body, messages: [], status: 'open' });
      const conversation = chatwoot.conversations.find(({ id }) => id === n)!;
      Object.assign(conversation, times, event.kind === 'closed' && { status: 'resolved' });
      if (!('message' in event)) return;
      const kind = event.kind === 'agent' ? 1 : 0;
      const one = { ...body, message_type: kind, private: false, created_at: seconds(at), conversation: undefined };
      chatwoot.messages.set(n, [...(chatwoot.messages.get(n) ?? []), one]);
    },
    github(n, event, at) {
      const { issue, comment } = NAMED['github']!.body(n, event, at) as { issue: Row; comment?: Row };
      const known = github.issues.find(({ number }) => number === n);
      if (known) Object.assign(known, issue);
      else github.issues.push(issue);
      if (comment)
        github.comments.push({ ...comment, issue_url: `https://api.github.com/repos/acme/widget/issues/${n}` });
      if (event.kind === 'closed')
        github.events.push({ id: github.events.length, event: 'closed', created_at: issue['closed_at'], issue });
    },
  };
  return { chatwoot, github, happened };
}

test('no fact is lost, and none counts twice', async () => {
  let w: World = await world({ env: ALL_SECRETS });
  const first = w;
  const { chatwoot, github, happened } = await helpDesks();
  const reading = (name: 'chatwoot' | 'github', url: string) => new Reading(name, url, Date.now, undefined, first);
  const readings = [
    reading('chatwoot', `${chatwoot.api.url}/app/accounts/7`),
    reading('github', `${github.api.url}/acme/widget`),
  ];
  const passes = async () => {
    for (const one of readings) expect(await one.pass()).toMatchObject({ complete: true, refused: 0 });
  };
  const begin = Date.now() - 600_000;
  let sent = 0;
  let kills = 0;
  const lost: string[] = [];

  const deliver = async (desk: Desk, n: number, event: Event, at: number) => {
    happened[desk.name]?.(n, event, at);
    const body = JSON.stringify(desk.body(n, event, at));
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
    if (desk.tries > 0) await send();
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
  await Promise.all([chatwoot.api.close(), github.api.close()]);
}, 60_000);
