/** The link in a mail with which its alert is acknowledged: what it is about and until when it is valid, signed. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../../domain/rules/policy.js';

/** What a link is about. */
export interface LinkAbout {
  ticketId: string;
  /** The alert's key. */
  key: string;
  /** Whom the mail went to. */
  addressee: string;
  /** It is valid until then; to the second. */
  until: Instant;
}

export type ReadLink = { about: LinkAbout } | 'not-ours' | 'over';

/** Sets the hash apart from any other that is made with the same secret. */
const PURPOSE = 'rung acknowledge link 1';
/** The longest token that is looked at; of the longest ticket id and address it has about 2000 characters. */
const MOST = 4_000;

/** The last step of the link's address. */
export function linkToken({ ticketId, key, addressee, until }: LinkAbout, secret: string): string {
  const body = Buffer.from(JSON.stringify([ticketId, key, addressee, Math.floor(until / 1000)])).toString('base64url');
  return `${body}.${macOf(body, secret).toString('base64url')}`;
}

/** @param secrets any of them may have signed it */
export function readLinkToken(token: string, secrets: readonly string[], now: Instant): ReadLink {
  const [, body = '', mac = ''] = /^([\w-]+)\.([\w-]{43})$/.exec(token.length > MOST ? '' : token) ?? [];
  const given = Buffer.from(mac, 'base64url');
  // Other spellings of the same bytes are not ours.
  if (body === '' || given.toString('base64url') !== mac) return 'not-ours';
  // No early end: how long it takes says nothing about which one fits.
  const fits = secrets.map((secret) => timingSafeEqual(macOf(body, secret), given));
  if (!fits.includes(true)) return 'not-ours';
  const [ticketId, key, addressee, seconds] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    string,
    string,
    string,
    number,
  ];
  return seconds * 1000 > now ? { about: { ticketId, key, addressee, until: seconds * 1000 } } : 'over';
}

function macOf(body: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${PURPOSE}\n${body}`).digest();
}
