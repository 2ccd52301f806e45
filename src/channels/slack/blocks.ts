/** An alert as Slack shows it. */
import type { ContextBlock, HeaderBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import { cut } from '../../reading/cut.js';
import type { Content, ContentLine, Link } from '../message.js';

/** Slack's limits in characters. */
const HEADER = 150;
export const SECTION = 3_000;
const FIELD = 2_000;

export type SlackBlock = HeaderBlock | SectionBlock | ContextBlock;

export function slackBlocks({ headline, why, mention, fallback, facts, links }: Content): SlackBlock[] {
  return [
    header(headline),
    ...(mention === undefined ? [] : [called(mention)]),
    ...(fallback ? [section(fallback)] : []),
    section(why),
    { type: 'section', fields: facts.map(field) },
    ...(links.length > 0
      ? [{ type: 'context' as const, elements: [markdown(links.map(link).join('  ·  '), FIELD)] }]
      : []),
  ];
}

export function header(text: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, HEADER), emoji: false } };
}

/** What notifications and screen readers say instead of the blocks. */
export function slackText({ headline, mention, facts, fallback }: Content): string {
  const owner = facts.find(({ label }) => label === 'Owner');
  const sla = facts.find(({ label }) => label === 'SLA');
  const lines = [headline, fallback, owner && `Owner: ${owner.value}`, sla && `SLA: ${sla.value}`];
  const who = mention === undefined ? '' : `${mentioned(mention)} `;
  return who + escaped(cut(lines.filter(Boolean).join('\n'), SECTION));
}

/** Calls a member by id, so that Slack tells them; anything else is a name and no more. */
export function mentioned(address: string): string {
  return MEMBER.test(address) ? `<@${address}>` : escaped(cut(address, FIELD));
}

const MEMBER = /^[UW][A-Z0-9]{6,20}$/;

function called(address: string): SlackBlock {
  return { type: 'section', text: markdown(mentioned(address), SECTION) };
}

/** Exactly the three characters that Slack gives a meaning to; without them no text can mention or link. */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function section(text: string): SlackBlock {
  return { type: 'section', text: markdown(escaped(text), SECTION) };
}

function field({ label, value }: ContentLine): MrkdwnElement {
  return markdown(`*${escaped(label)}*\n${escaped(value)}`, FIELD);
}

export function link({ label, url }: Link): string {
  return `<${escaped(url).replaceAll('|', '%7C')}|${escaped(label)}>`;
}

export function markdown(text: string, limit: number): MrkdwnElement {
  return { type: 'mrkdwn', text: cut(text, limit) };
}
