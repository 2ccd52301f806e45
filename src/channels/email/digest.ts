/** Many alerts to one address, as a mail: plain text and HTML with the same words. */
import { digestHeadline, digestReason } from '../digest.js';
import { asHtml } from '../../reading/html.js';
import { anchor } from './body.js';
import { closingOfMany, type AcknowledgeLink } from './closing.js';
import type { Brief } from '../message.js';
import type { Message } from '../port.js';

/** @param links with which they are acknowledged, in the same order */
export function mailDigest(
  messages: readonly Message[],
  links: readonly (AcknowledgeLink | undefined)[],
): { text: string; html: string } {
  const headline = digestHeadline(messages);
  const lines = messages.map(({ content }, i) => ({ brief: content.brief, acknowledge: links[i]?.url }));
  const { text, html: ending } = closingOfMany(links);
  return {
    text: `${[headline, ...lines.map(paragraph), text].join('\n\n')}\n`,
    html: html(headline, lines, ending),
  };
}

interface DigestLine {
  brief: Brief;
  acknowledge: string | undefined;
}

function paragraph({ brief, acknowledge }: DigestLine): string {
  const { ticketId, from, to, kind, url } = brief;
  const lines = [
    `${ticketId}  ${kind === 'notified' ? to : `${from} -> ${to}`}`,
    digestReason(brief),
    url,
    acknowledge && `Acknowledge: ${acknowledge}`,
  ];
  return lines.filter(Boolean).join('\n    ');
}

function html(headline: string, lines: DigestLine[], ending: string): string {
  return [
    '<!doctype html><html><body style="font-family:sans-serif;font-size:14px;color:#1d1c1d">',
    `<h2 style="font-size:18px;margin:0 0 12px">${asHtml(headline)}</h2>`,
    `<table style="border-collapse:collapse">${lines.map(row).join('\n')}</table>`,
    ending,
    '</body></html>',
  ].join('\n');
}

/** What came down is not bold. */
function row({ brief, acknowledge }: DigestLine): string {
  const { ticketId, url, kind, from, to } = brief;
  const ticket = url === undefined ? asHtml(ticketId) : anchor({ label: ticketId, url });
  const target = kind === 'escalated' ? `<b>${asHtml(to)}</b>` : asHtml(to);
  const link = acknowledge === undefined ? [] : [anchor({ label: 'Acknowledge', url: acknowledge })];
  const where = kind === 'notified' ? target : `${asHtml(from)} → ${target}`;
  const cells = [ticket, where, asHtml(digestReason(brief)), ...link];
  return `<tr>${cells.map((cell) => `<td style="padding:2px 16px 2px 0;vertical-align:top">${cell}</td>`).join('')}</tr>`;
}
