/** The buttons under an alert. They carry the ticket's id and the alert's key, and nothing else. */
import type { ActionsBlock, Button } from '@slack/types';
import { isAlertContent, type Content, type Link } from '../message.js';
import type { Message } from '../port.js';
import type { SlackBlock } from './blocks.js';

/** What a click asks for, by the `action_id` of its button. */
export const CLICKS = {
  acknowledge: 'rung.acknowledge',
  snooze: 'rung.snooze',
  comeDown: 'rung.deescalate',
} as const;
export type Click = keyof typeof CLICKS;

/** Buttons with an address; a click on one is told to us all the same. */
export const OPENS = 'rung.open';

/** Blocks of ours that change after a click; what follows is a number that grows with each change. */
const ACTIONS_BLOCK = 'rung.actions.';
const STATUS_BLOCK = 'rung.status';

/** Slack's limits in characters. */
const VALUE = 2_000;
const ADDRESS = 3_000;
/** What was done, in lines; older ones are left out. */
const STATUS = 2_900;
/** Of a message, in blocks. */
const MOST_BLOCKS = 50;

/** What a button of ours carries. */
export interface Carried {
  ticketId: string;
  /** The alert's key. */
  key: string;
}

/** Which buttons make sense as the ticket stands. */
export type Offered = Readonly<Record<Click, boolean>>;

/**
 * The buttons of an alert, and which of its links they hold; undefined for what is about no ticket. Only a step up can be taken
 * back.
 */
export function buttonsOf(message: Message<Content>): { block: ActionsBlock; links: Link[] } | undefined {
  const { content, key, ticketId } = message;
  if (!isAlertContent(content)) return undefined;
  const links = content.links.filter(({ url }) => isButtonAddress(url));
  const offered = { acknowledge: true, snooze: true, comeDown: content.brief.kind === 'escalated' };
  const opening = links.map(({ url }, i) => ({
    ...button(`${OPENS}.${i}`, url === content.brief.url ? 'Open ticket' : 'Open in Temporal'),
    url,
  }));
  const elements = [...clickButtons({ ticketId, key }, offered), ...opening];
  return elements.length === 0 ? undefined : { block: actions(0, elements), links };
}

/** A message is refused for a button whose address Slack does not like; a host without a domain is not risked, and stays a link in the text. */
function isButtonAddress(url: string): boolean {
  if (url.length > ADDRESS || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && hostname.includes('.');
}

const LABELS: Record<Click, string> = { acknowledge: 'Acknowledge', snooze: 'Snooze 1 h', comeDown: 'De-escalate' };

function clickButtons(carried: Carried, offered: Offered): Button[] {
  const value = JSON.stringify(carried);
  if (value.length > VALUE) return [];
  return (Object.keys(CLICKS) as Click[])
    .filter((click) => offered[click])
    .map((click) => ({
      ...button(CLICKS[click], LABELS[click]),
      value,
      ...(click === 'acknowledge' && { style: 'primary' as const }),
    }));
}

function button(action_id: string, text: string): Button {
  return { type: 'button', action_id, text: { type: 'plain_text', text, emoji: false } };
}

function actions(change: number, elements: Button[]): ActionsBlock {
  return { type: 'actions', block_id: `${ACTIONS_BLOCK}${change}`, elements };
}

/** How often the buttons of a message had been changed when one of them was clicked; undefined: they are not ours. */
export function changeOf(blockId: string): number | undefined {
  const digits = blockId.startsWith(ACTIONS_BLOCK) ? blockId.slice(ACTIONS_BLOCK.length) : '';
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}

/** Reads what a button carries; undefined: it is not one of ours. */
export function readCarried(value: string): Carried | undefined {
  if (value.length > VALUE) return undefined;
  try {
    const { ticketId, key } = JSON.parse(value) as Partial<Record<keyof Carried, unknown>>;
    return typeof ticketId === 'string' && typeof key === 'string' && key.startsWith(`${ticketId}:`)
      ? { ticketId, key }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The blocks of a message after something was done: those it had, what was done, and the buttons that still make sense.
 * @param blocks as Slack tells them
 * @param done a line each, as mrkdwn, the oldest first
 * @param change how often its buttons were changed before
 */
export function answeredBlocks(
  blocks: readonly unknown[],
  { carried, done, offered, change }: { carried: Carried; done: readonly string[]; offered: Offered; change: number },
): (SlackBlock | ActionsBlock)[] {
  const given = blocks as { block_id?: unknown; elements?: unknown }[];
  const isOurs = ({ block_id: id }: { block_id?: unknown }) =>
    typeof id === 'string' && (id.startsWith(ACTIONS_BLOCK) || id === STATUS_BLOCK);
  const opening = given
    .filter(isOurs)
    .flatMap(({ elements }) => (Array.isArray(elements) ? (elements as unknown[]) : []));
  const opens = (opening as Partial<Button>[]).filter(
    (one): one is Button => typeof one.url === 'string' && one.action_id?.startsWith(OPENS) === true,
  );
  // What could not be taken back from the beginning cannot be later.
  const comeDown = offered.comeDown && (opening as Partial<Button>[]).some((one) => one.action_id === CLICKS.comeDown);
  const elements = [...clickButtons(carried, { ...offered, comeDown }), ...opens];
  const text = lastLines(done);
  return [
    ...(given.filter((block) => !isOurs(block)).slice(0, MOST_BLOCKS - 2) as SlackBlock[]),
    ...(text === '' ? [] : [{ type: 'context' as const, block_id: STATUS_BLOCK, elements: [mrkdwn(text)] }]),
    ...(elements.length === 0 ? [] : [actions(change + 1, elements)]),
  ];
}

function mrkdwn(text: string) {
  return { type: 'mrkdwn' as const, text };
}

function lastLines(lines: readonly string[]): string {
  let first = lines.length;
  for (let length = 0; first > 0; first--) {
    length += lines[first - 1]!.length + 1;
    if (length > STATUS) break;
  }
  return lines.slice(first).join('\n');
}
