/** Many alerts to one channel, as Slack shows them: a line each. */
import { digestHeadline, digestReason } from '../digest.js';
import type { Brief } from '../message.js';
import type { Message } from '../port.js';
import { cut } from '../../reading/cut.js';
import { escaped, header, link, markdown, mentioned, SECTION, type SlackBlock } from './blocks.js';

/**
 * All lines together, in characters: Slack refuses blocks with more than about 10 000 in sum (`msg_blocks_too_long`),
 * with 50 of them, and sections with more than 3000.
 */
const LINES = 9_000;
/** A link that is longer is left out, a text cut off: no line is longer than 1000 characters, escaped ones apart. */
const URL = 300;
const NAME = 100;
const REASON = 400;

export function digestRequest(messages: readonly Message[]): { text: string; blocks: SlackBlock[] } {
  const headline = digestHeadline(messages);
  const lines = messages.map(({ content }) => line(content.brief));
  const plain = messages.map(({ content }) => content.headline);
  return {
    text: escaped(cut([headline, ...plain].join('\n'), SECTION)),
    blocks: [header(headline), ...sections(lines)],
  };
}

/** How many of these messages fit into one digest, one at least. */
export function digestRoom(messages: readonly Message[]): number {
  let left = LINES;
  const beyond = messages.findIndex(({ content }) => (left -= line(content.brief).length + 1) < 0);
  return beyond < 0 ? messages.length : Math.max(beyond, 1);
}

/** `• T-1  L1 → *manager*  SLA breached, priority urgent. SLA breached since …`; what came down is not bold. */
function line(brief: Brief): string {
  const { ticketId, url, kind, from, to, mention } = brief;
  const label = cut(ticketId, NAME);
  const ticket = url && url.length <= URL ? link({ label, url }) : escaped(label);
  const target = escaped(cut(to, NAME));
  const arrow = kind === 'notified' ? '' : `${escaped(cut(from, NAME))} → `;
  const move = arrow + (kind === 'escalated' ? `*${target}*` : target);
  const who = mention === undefined ? '' : `  ${mentioned(mention)}`;
  return `• ${ticket}  ${move}  ${escaped(cut(digestReason(brief), REASON))}${who}`;
}

function sections(lines: string[]): SlackBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= SECTION) texts.splice(-1, 1, `${last}\n${line}`);
    else texts.push(line);
  }
  return texts.map((text) => ({ type: 'section', text: markdown(text, SECTION) }));
}
