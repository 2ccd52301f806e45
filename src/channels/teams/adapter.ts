/** Alerts as adaptive cards, posted to a workflow of Microsoft Teams. Teams tells no repetition from another card, and cannot be asked. */
import { cut } from '../../reading/cut.js';
import type { HttpAnswer } from '../../http/request.js';
import { DIGEST_SIZE, digestHeadline, digestReason } from '../digest.js';
import {
  GIVE_UP,
  GIVE_UP_MESSAGE,
  SUSPEND,
  RETRY,
  RETRY_LOOK_FIRST,
  retryAfter,
  waitFor,
  type FailureMeaning,
} from '../failures.js';
import type { Brief, Content } from '../message.js';
import type { DigestChannel, Receipt } from '../port.js';
import { endpointsOf, posterTo, type PosterOptions } from '../poster.js';
import type { SetUp } from '../set-up.js';
import { readTeams, type teams } from './definition.js';

export type TeamsOptions = Pick<PosterOptions, 'endpoints' | 'sendMs' | 'network' | 'resolve'>;

export function teamsChannel(options: TeamsOptions): DigestChannel {
  const poster = posterTo({ ...options, label: 'Teams', setting: 'RUNG_TEAMS' });
  const post = async (name: string, body: string): Promise<Receipt> => {
    const { headers } = await poster.post(name, () => ({ headers: {}, body }), verdictOf);
    return { providerId: String(headers['x-ms-workflow-run-id'] ?? 'accepted') };
  };
  return {
    send: ({ address, content }) => post(address, cardOf(content)),
    room: (messages) => roomFor(messages.map(({ content }) => content.brief)),
    sendDigest: (messages) =>
      post(
        messages[0]!.address,
        digestCard(
          digestHeadline(messages),
          messages.map(({ content }) => content.brief),
        ),
      ),
    apart: true,
    problemWith: (address) => poster.problemWith(address),
  };
}

export const setUpTeams: SetUp<typeof teams> = (settings, { sendMs, network }) => {
  const { RUNG_TEAMS, RUNG_TEAMS_FILE: file, RUNG_TEAMS_PER_SECOND: perSecond } = settings;
  const known = endpointsOf(RUNG_TEAMS, file, readTeams);
  if (!known) return { printed: 'Teams alerts are printed here (no RUNG_TEAMS)' };
  const { endpoints, places } = known;
  return {
    channel: teamsChannel({ endpoints, sendMs, network }),
    said: `Teams alerts go to ${places}, ${perSecond} a second to each at most`,
    perSecond,
  };
};

/** A workflow answers 202 and goes on by itself. */
function verdictOf({ status, headers, body }: HttpAnswer): FailureMeaning {
  if (status === 429 || status === 503) return { reaction: waitFor(retryAfter(headers['retry-after'])), taken: 'no' };
  // It was deleted, or turned off.
  if (status === 404 || status === 410 || /"WorkflowTriggerIsNotEnabled"/.test(body.toString())) return GIVE_UP;
  if (status === 400 || status === 413) return GIVE_UP_MESSAGE;
  if (status < 400 || status === 401 || status === 403) return SUSPEND;
  return status < 500 ? RETRY : RETRY_LOOK_FIRST;
}

/** Teams takes about 28 KB, all told; what surrounds the card on its further way counts too. */
const MOST_BYTES = 24_000;
/** Characters of the texts of a card, before the whole is too large. */
const TEXT = 3_000;
/** Of a digest's headline in characters, and what it and all around the lines come to in bytes. */
const HEADLINE = 500;
const HEAD_BYTES = 6 * HEADLINE + 500;
/** Of a line of a digest: a link that is longer is left out, a text cut off. */
const NAME = 100;
const REASON = 400;
const URL_LENGTH = 1_000;

interface Run {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  size?: 'Large';
  selectAction?: object;
}

/** With texts as long as they may be for the whole to fit. */
function cardOf(content: Content, longest = TEXT): string {
  const { headline, why, mention, fallback, facts, links } = content;
  const text = (one: string) => cut(one, longest);
  const body = message(
    [
      paragraph({ ...run(text(headline)), weight: 'Bolder', size: 'Large' }),
      ...(mention === undefined ? [] : [paragraph(run(`For ${text(mention)}`))]),
      ...(fallback === undefined ? [] : [paragraph(run(text(fallback)))]),
      paragraph(run(text(why))),
      ...facts.map(({ label, value }) => paragraph({ ...run(`${label}: `), weight: 'Bolder' }, run(text(value)))),
    ],
    links.filter(({ url }) => url.length <= URL_LENGTH).map(({ label, url }) => ({ ...open(url), title: label })),
  );
  return Buffer.byteLength(body) <= MOST_BYTES || longest < NAME ? body : cardOf(content, longest / 2);
}

function digestCard(headline: string, briefs: readonly Brief[]): string {
  return message([paragraph({ ...run(cut(headline, HEADLINE)), weight: 'Bolder' }), ...briefs.map(line)], []);
}

/** How many of these fit into one digest, one at least. */
function roomFor(briefs: readonly Brief[]): number {
  let left = MOST_BYTES - HEAD_BYTES;
  const beyond = briefs.findIndex((brief) => (left -= Buffer.byteLength(JSON.stringify(line(brief))) + 1) < 0);
  return Math.min(beyond < 0 ? briefs.length : Math.max(beyond, 1), DIGEST_SIZE);
}

/** `T-1  L1 → manager  SLA breached, priority urgent. SLA breached since …` */
function line(brief: Brief): object {
  const { ticketId, url, kind, from, to } = brief;
  const link = url !== undefined && url.length <= URL_LENGTH ? { selectAction: open(url) } : {};
  return paragraph(
    { ...run(cut(ticketId, NAME)), ...link },
    run(kind === 'notified' ? '  ' : `  ${cut(from, NAME)} → `),
    { ...run(cut(to, NAME)), ...(kind === 'escalated' && { weight: 'Bolder' }) },
    run(`  ${cut(digestReason(brief), REASON)}`),
  );
}

/** The text of a run is plain: the markdown of cards, which a customer's words could use to link or to shout, is not read in it. */
function run(text: string): Run {
  return { type: 'TextRun', text };
}

function paragraph(...inlines: Run[]): object {
  return { type: 'RichTextBlock', inlines };
}

function open(url: string) {
  return { type: 'Action.OpenUrl', url };
}

function message(body: object[], actions: object[]): string {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body,
    actions,
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return JSON.stringify({ type: 'message', attachments: [attachment] });
}
