/** Tells stories as help desks do: by deliveries to an intake. */
import { setTimeout as sleep } from 'node:timers/promises';
import { planted } from '../../intake/http/canaries.js';
import { told as mapped } from '../../intake/deliveries.js';
import type { Event } from '../../intake/http/desks.js';
import type { Step } from '../tickets/story.js';
import type { Told } from '../tickets/teller.js';
import type { HelpDesks } from './help-desks.js';
import type { Delivery } from './sender.js';
import { CLOSED, eventOf, type DeskStory } from './story.js';

/** Resolves with every reply, under the id that it has to be heard by. @throws the signal's reason when it is aborted */
export async function tellByDesks(
  desks: HelpDesks,
  stories: readonly DeskStory[],
  start: number,
  signal: AbortSignal,
): Promise<Told[]> {
  const sent = (await Promise.all(stories.map((story) => new Telling(desks, story, start, signal).tell()))).flat();
  await Promise.all(Object.keys(desks.apis.addresses).map((name) => desks.readUpTo(name, Date.now())));
  // Not while they are sent: it takes a while, and others in this process are waited for.
  const told: Told[] = [];
  for (const one of sent) told.push(await toldBy(one));
  return told;
}

/** A message, as it was sent. */
interface Message {
  ticketId: string;
  tells: Step['tells'];
  delivery: Delivery;
  at: number;
}

/** By the mapping; for Freshdesk, whose deliveries have neither an id nor a time, it matters when they come. */
async function toldBy({ ticketId, tells, delivery: { desk, id, body }, at }: Message): Promise<Told> {
  const headers = desk.headers(body, at, id);
  const { facts } = await mapped(desk.name, body, { headers, path: pathOf(desk.url), receivedAt: at });
  const { eventId } = facts.find(({ type }) => type === `${tells}_replied`)!;
  return { ticketId, id: eventId, outcome: 'accepted' };
}

class Telling {
  constructor(
    private readonly desks: HelpDesks,
    private readonly story: DeskStory,
    private readonly start: number,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves with the messages. */
  async tell(): Promise<Message[]> {
    const { desk, openAfter, steps } = this.story;
    const messages = steps.filter(({ id }) => id !== CLOSED);
    const closing = steps.find(({ id }) => id === CLOSED)!;
    const [, ...sent] = await Promise.all([
      this.happens({ kind: 'created' }, openAfter),
      ...messages.map((step) => this.message(step)),
    ]);
    // A ticket is closed when nothing of it is on its way any more: what is told of a ticket after its end changes nothing.
    await this.reached(closing.after);
    await this.desks.readUpTo(desk.name, this.start + Math.ceil(messages.at(-1)!.after));
    await this.happens({ kind: 'closed' }, Date.now() - this.start);
    return sent;
  }

  private async message(step: Step): Promise<Message> {
    const { ticketId } = this.story.ticket;
    const delivery = await this.happens(eventOf(step), step.after);
    return { ticketId, tells: step.tells, delivery, at: Math.round(this.start + step.after) };
  }

  /** Resolves with what was sent of it, when that was taken or is given up. */
  private async happens(event: Event, after: number): Promise<Delivery> {
    const { desk, n, ticket, openAfter } = this.story;
    await this.reached(after);
    const [at, created] = [Math.round(this.start + after), Math.round(this.start + openAfter)];
    const content = planted(desk.body(n, event, at, created));
    this.desks.apis.happened(desk.name, n, event, at, content);
    const name = 'message' in event ? `${event.kind} ${event.message}` : event.kind;
    const what = `${ticket.ticketId} ${name}`;
    const delivery = { desk, id: what.replaceAll(' ', '-'), what, body: JSON.stringify(content) };
    await this.desks.sender.send(delivery, this.signal);
    return delivery;
  }

  private async reached(after: number): Promise<void> {
    await sleep(Math.max(this.start + after - Date.now(), 0), undefined, { signal: this.signal });
  }
}

/** What stands in the address after the name of the webhook. */
function pathOf(url: string): string[] {
  return url.split('/').slice(3);
}
