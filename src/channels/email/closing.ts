/** How each mail ends: the link with which it is acknowledged, and that replies are not read. */
import type { Instant } from '../../domain/rules/policy.js';
import { isAlertContent, type Content } from '../message.js';
import type { Message } from '../port.js';
import { when } from '../time-words.js';
import { linkToken } from './acknowledge-link.js';
import { asHtml } from '../../reading/html.js';
import { anchor } from './body.js';
import type { AcknowledgeLinkSettings } from './link-set-up.js';

export interface AcknowledgeLink {
  url: string;
  until: Instant;
}

/** The same words in plain text and in HTML. */
export interface Closing {
  text: string;
  html: string;
}

const REPLIES = 'Replies to this mail are not read.';
const ASKS = 'The page asks before it does anything.';

/** Makes links; undefined for what is about no ticket, and while there is no secret to sign with: a mail is worth more than its link. */
export async function linker(
  links: AcknowledgeLinkSettings | undefined,
): Promise<(message: Message<Content>) => AcknowledgeLink | undefined> {
  const [secret] = links ? await links.secrets().catch(() => []) : [];
  if (!links || secret === undefined) return () => undefined;
  return ({ ticketId, key, address: addressee, content }) => {
    if (!isAlertContent(content)) return undefined;
    const until = (content.alert.deferredUntil ?? content.brief.at) + links.validFor;
    return { url: `${links.publicUrl}/ack/${linkToken({ ticketId, key, addressee, until }, secret)}`, until };
  };
}

/** @param link default: there is none */
export function closing(link?: AcknowledgeLink): Closing {
  if (!link) return replies();
  const { url, until } = link;
  const valid = `${ASKS} The link is valid until ${when(until)}.`;
  const { text, html } = replies();
  return {
    text: `Acknowledge: ${url}\n${valid}\n\n${text}`,
    html: `<p>${anchor({ label: 'Acknowledge', url })}<br>\n<small>${asHtml(valid)}</small></p>\n${html}`,
  };
}

/** Of a mail about several tickets, whose links stand beside them. */
export function closingOfMany(links: readonly (AcknowledgeLink | undefined)[]): Closing {
  const { text, html } = replies();
  if (links.every((link) => link === undefined)) return { text, html };
  return { text: `${ASKS}\n\n${text}`, html: `<p><small>${asHtml(ASKS)}</small></p>\n${html}` };
}

function replies(): Closing {
  return { text: REPLIES, html: `<p><small>${asHtml(REPLIES)}</small></p>` };
}
