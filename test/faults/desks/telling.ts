/** Tells stories as help desks do: by deliveries to an intake. */
import { setTimeout as sleep } from 'node:timers/promises';
import { planted } from '../../intake/http/canaries.js';
import { told as mapped } from '../../intake/deliveries.js';
import type { Event } from '../../intake/http/desks.js';
import type { Step } from '../tickets/story.js';
import type { Told } from '../tickets/teller.js';
import type { HelpDesks } from './help-desks.js';
import { CLOSED, eventOf, type DeskStory } from './story.js';

/** Resolves with every reply, under the id that it has to be heard by. @throws the signal's reason when it is aborted */
export async function tellByDesks(
  desks: HelpDesks,
  stories: readonly DeskStory[],
  start: number,
  signal: AbortSignal,
): Promise<Told[]> {
  const told = await Promise.all(stories.map((story) => new Telling(desks, story, start, signal).tell()));
  await Promise.all(Object.keys(desks.apis.addresses).map((name) => desks.readUpTo(name, Date.now())));
  desks.over = true;
  return told.flat();
}

class Telling {
  constructor(
    private readonly desks: HelpDesks,
    private readonly story: DeskStory,
    private readonly start: number,
    private readonly signal: AbortSignal,
  ) {}

  async tell(): Promise<Told[]> {
    const { desk, openAfter, steps } = this.story;
    const messages = steps.filter(({ id }) => id !== CLOSED);
    const closing = steps.find(({ id }) => id === CLOSED)!;
    const [, ...told] = await Promise.all([
      this.happens({ kind: 'created' }, openAfter),
      ...messages.map((step) => this.message(step)),
    ]);
    // A ticket is closed when nothing of it is on its way any more: what is told of a ticket after its end changes nothing.
    await this.reached(closing.after);
    await this.desks.readUpTo(desk.name, this.start + Math.ceil(messages.at(-1)!.after));
    await this.happens({ kind: 'closed' }, Date.now() - this.start);
    return told;
  }

  private async message(step: Step): Promise<Told> {
    const { desk, ticket } = this.story;
    const body = await this.happens(eventOf(step), step.after);
    const { facts } = await mapped(desk.name, body, { path: pathOf(desk.url) });
    const { eventId } = facts.find(({ type }) => type === `${step.tells}_replied`)!;
    return { ticketId: ticket.ticketId, id: eventId, outcome: 'accepted' };
  }

  /** Resolves with what was sent of it, when that was taken or is given up. */
  private async happens(event: Event, after: number): Promise<Record<string, unknown>> {
    const { desk, n, ticket, openAfter } = this.story;
    await this.reached(after);
    const [at, created] = [Math.round(this.start + after), Math.round(this.start + openAfter)];
    const body = planted(desk.body(n, event, at, created));
    this.desks.apis.happened(desk.name, n, event, at, body);
    const name = 'message' in event ? `${event.kind} ${event.message}` : event.kind;
    const what = `${ticket.ticketId} ${name}`;
    await this.desks.sender.send(
      { desk, id: what.replaceAll(' ', '-'), what, body: JSON.stringify(body) },
      this.signal,
    );
    return body;
  }

  private async reached(after: number): Promise<void> {
    await sleep(Math.max(this.start + after - Date.now(), 0), undefined, { signal: this.signal });
  }
}

/** What stands in the address after the name of the webhook. */
function pathOf(url: string): string[] {
  return url.split('/').slice(3);
}
