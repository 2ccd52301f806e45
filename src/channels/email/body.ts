/** An alert as a mail: plain text and HTML with the same words. */
import type { Content, ContentLine, Link } from '../message.js';
import type { Closing } from './closing.js';
import { asHtml } from '../../reading/html.js';

/** @param closing how the mail ends */
export function mailBody(content: Content, closing: Closing): { text: string; html: string } {
  return { text: `${text(content)}\n${closing.text}\n`, html: html(content, closing.html) };
}

function text({ headline, why, mention, fallback, facts, links }: Content): string {
  const width = Math.max(...facts.map(({ label }) => label.length)) + 2;
  const paragraphs = [
    headline,
    mention && `For ${mention}`,
    fallback,
    why,
    facts.map(({ label, value }) => `${`${label}:`.padEnd(width)}${value}`).join('\n'),
    links.map(({ label, url }) => `${label}: ${url}`).join('\n'),
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

function html({ headline, why, mention, fallback, facts, links }: Content, closing: string): string {
  return [
    '<!doctype html><html><body style="font-family:sans-serif;font-size:14px;color:#1d1c1d">',
    `<h2 style="font-size:18px;margin:0 0 12px">${asHtml(headline)}</h2>`,
    mention ? `<p>For ${asHtml(mention)}</p>` : '',
    fallback ? `<p style="background:#fff3cd;padding:8px">${asHtml(fallback)}</p>` : '',
    `<p>${asHtml(why)}</p>`,
    `<table style="border-collapse:collapse">${facts.map(row).join('')}</table>`,
    links.length > 0 ? `<p>${links.map(anchor).join(' · ')}</p>` : '',
    closing,
    '</body></html>',
  ].join('\n');
}

function row({ label, value }: ContentLine): string {
  return `<tr><th style="text-align:left;padding:2px 16px 2px 0">${asHtml(label)}</th><td>${asHtml(value)}</td></tr>`;
}

export function anchor({ label, url }: Link): string {
  return `<a href="${asHtml(url)}">${asHtml(label)}</a>`;
}
