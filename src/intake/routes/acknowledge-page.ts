/** The page behind the link in a mail. Looking at it changes nothing, so whoever scans links acknowledges nothing; its button does. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readLinkToken, when, type LinkAbout } from '../../channels/back.js';
import type { TicketView } from '../../domain/ticket/view.js';
import { described, page as answer } from '../http/answers.js';
import { acknowledgeOnce, refusalOf, type ActOutcome } from '../people/act.js';
import { page, PAGE_HEADERS, type PageContent } from '../people/page.js';
import { addresseeName } from '../people/who.js';
import type { IntakeDeps } from '../ports.js';
import type { Receiving } from '../receiving.js';
import { inTime } from './deadline.js';
import { stateOf } from './ticket-state.js';

/** A click may bring a form along, which says nothing. */
const MOST_BYTES = 4_096;

const NOT_OURS: PageContent = {
  title: 'This link is not valid',
  says: ['It is not one of a mail of Rung, or it was not copied as a whole. Nothing was done.'],
};
const OVER: PageContent = {
  title: 'This link is over',
  says: ['Links in mails are valid for some days. Nothing was done; the latest mail about the ticket has a newer one.'],
};
const NO_ANSWER: PageContent = {
  title: 'The engine does not answer',
  says: ['It is not certain that anything was done. Try again in a minute: it is done once.'],
  button: 'Try again',
};

const about = {
  tag: 'people',
  needs: 'public',
  params: z.object({ token: z.string().max(2_000).describe('From the link in a mail.') }),
  problems: [408, 413],
} as const;
const others = {
  404: answer('The link is not one of ours.'),
  410: answer('The link is over.'),
  503: answer('The engine does not answer.'),
};

export async function acknowledgePage(app: FastifyInstance, deps: IntakeDeps, receiving: Receiving): Promise<void> {
  const { links, policy, rung } = deps;

  /** What a link is about; undefined when the page that says why not was sent. */
  async function read(request: FastifyRequest, reply: FastifyReply): Promise<LinkAbout | undefined> {
    const { token } = request.params as { token: string };
    const secrets = links ? await links.secrets().catch(() => undefined) : [];
    if (!secrets) {
      app.log.error('what links are signed with cannot be read');
      show(reply, 503, {
        ...NO_ANSWER,
        says: ['Links cannot be checked now. Nothing was done; try again in a minute.'],
      });
      return undefined;
    }
    const link = readLinkToken(token, secrets, receiving.now());
    if (link === 'not-ours') await receiving.failed(request.ip);
    if (link === 'not-ours' || link === 'over') {
      show(reply, link === 'over' ? 410 : 404, link === 'over' ? OVER : NOT_OURS);
      return undefined;
    }
    request.ticketId = link.about.ticketId;
    return link.about;
  }

  const viewOf = async (ticketId: string) => (await stateOf(deps, ticketId)) as TicketView;

  async function acknowledge({ ticketId, key, addressee }: LinkAbout): Promise<ActOutcome> {
    const by = addresseeName(policy.current.policy, addressee);
    // The same link acts once, however often its button is clicked.
    const commandId = `mail-${createHash('sha256').update(`${key}\n${addressee}`).digest('hex').slice(0, 40)}`;
    try {
      return await acknowledgeOnce(await viewOf(ticketId), by, () => rung.acknowledge(ticketId, { by, commandId }));
    } catch (error) {
      return refusalOf(error);
    }
  }

  app.get(
    '/ack/:token',
    described({
      ...about,
      summary: 'The page behind the link in a mail',
      description: 'It asks; it changes nothing.',
      answers: { 200: answer('The page with its button.'), ...others },
    }),
    async (request, reply) => {
      const link = await read(request, reply);
      if (!link) return reply;
      // The button is worth more than how the ticket stands.
      const view = await inTime(request, viewOf(link.ticketId)).catch(() => undefined);
      return show(reply, 200, asking(link, view, addresseeName(policy.current.policy, link.addressee)));
    },
  );

  await app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, _body, done) => done(null));
    raw.post(
      '/ack/:token',
      {
        ...described({
          ...about,
          summary: 'The click on that page',
          description:
            'Acknowledges the ticket in the name of whoever the mail went to. Clicked again it changes nothing.',
          answers: {
            200: answer('It is acknowledged, by you or by somebody else.'),
            409: answer('The engine refuses.'),
            ...others,
          },
        }),
        bodyLimit: MOST_BYTES,
      },
      async (request, reply) => {
        const link = await read(request, reply);
        if (!link) return reply;
        const outcome = await inTime(request, acknowledge(link)).catch((error: unknown) => refusalOf(error));
        app.log.info({ ticketId: link.ticketId, outcome: nameOf(outcome) }, 'asked by a mail');
        const [status, content] = told(link, outcome);
        return show(reply, status, content);
      },
    );
  });
}

function show(reply: FastifyReply, status: number, content: PageContent): FastifyReply {
  return reply.code(status).headers(PAGE_HEADERS).send(page(content));
}

function asking({ ticketId }: LinkAbout, view: TicketView | undefined, by: string): PageContent {
  const stands = view && [
    `It is at ${view.tier} (${view.assigneeGroup}), priority ${view.priority}, status ${view.status}.`,
  ];
  if (view?.closed)
    return { title: `Ticket ${ticketId} is closed`, says: [...stands!, 'There is nothing to take on.'] };
  if (view?.acknowledged)
    return { title: `Ticket ${ticketId} is acknowledged`, says: [...stands!, takenWords(view.acknowledged, by)] };
  return {
    title: `Take on ticket ${ticketId}?`,
    says: [...(stands ?? []), `The ticket is acknowledged in the name of ${by}: rules that wait for people are held.`],
    button: `Acknowledge ${ticketId}`,
    note: 'Nothing has been done yet.',
  };
}

function takenWords({ by, at }: { by: string; at: string }, me: string): string {
  return `${by === me ? `You (${me}) have` : `${by} has`} acknowledged it already, at ${when(Date.parse(at))}.`;
}

function told({ ticketId }: LinkAbout, outcome: ActOutcome): [status: number, content: PageContent] {
  if (outcome === 'no-answer') return [503, NO_ANSWER];
  if ('refused' in outcome)
    return [409, { title: `Ticket ${ticketId} was not acknowledged`, says: [`Nothing was done: ${outcome.refused}.`] }];
  const title = `Ticket ${ticketId} is acknowledged`;
  if ('taken' in outcome) return [200, { title, says: [`${takenWords(outcome.taken, '')} Nothing was changed.`] }];
  const { tier, repeated } = outcome.done;
  const stands = `The ticket is at ${tier}.`;
  if (!repeated)
    return [200, { title, says: ['You are on it. Rules that wait for people are held until that ends.', stands] }];
  const before =
    'You have done so already, and nothing was changed. A later mail about the ticket has a link of its own.';
  return [200, { title: `Ticket ${ticketId} was acknowledged before`, says: [before, stands] }];
}

function nameOf(outcome: ActOutcome): string {
  return outcome === 'no-answer' ? outcome : Object.keys(outcome)[0]!;
}
