/** Many alerts to one address, as a mail: plain text and HTML with the same words. */
import { digestHeadline, digestReason } from '../digest.js';
import { anchor, safe } from './body.js';
import type { Brief } from '../message.js';
import type { Message } from '../port.js';

export function mailDigest(messages: readonly Message[]): { text: string; html: string } {
  const headline = digestHeadline(messages);
  const briefs = messages.map(({ content }) => content.brief);
  return { text: `${[headline, ...briefs.map(paragraph)].join('\n\n')}\n`, html: html(headline, briefs) };
}

function paragraph(brief: Brief): string {
  const { ticketId, from, to, kind, url } = brief;
  return [`${ticketId}  ${kind === 'notified' ? to : `${from} -> ${to}`}`, digestReason(brief), url]
    .filter(Boolean)
    .join('\n    ');
}

function html(headline: string, briefs: Brief[]): string {
  return [
    '<!doctype html><html><body style="font-family:sans-serif;font-size:14px;color:#1d1c1d">',
    `<h2 style="font-size:18px;margin:0 0 12px">${safe(headline)}</h2>`,
    `<table style="border-collapse:collapse">${briefs.map(row).join('\n')}</table>`,
    '</body></html>',
  ].join('\n');
}

/** What came down is not bold. */
function row(brief: Brief): string {
  const { ticketId, url, kind, from, to } = brief;
  const ticket = url === undefined ? safe(ticketId) : anchor({ label: ticketId, url });
  const target = kind === 'escalated' ? `<b>${safe(to)}</b>` : safe(to);
  const cells = [ticket, kind === 'notified' ? target : `${safe(from)} → ${target}`, safe(digestReason(brief))];
  return `<tr>${cells.map((cell) => `<td style="padding:2px 16px 2px 0;vertical-align:top">${cell}</td>`).join('')}</tr>`;
}
