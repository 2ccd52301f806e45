/** Addresses of mails, and their Message-IDs, which are made of alert keys. */
import { createHash } from 'node:crypto';

export interface Sender {
  name: string;
  address: string;
}

/** One address and nothing else: no list, no display name, no line break, no quoting. */
export function isSingleAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u.test(text);
}

/** @throws Error when it is not `address` or `Name <address>`. */
export function parseSender(from: string): Sender {
  const named = /^\s*"?([^"<>\p{C}]*?)"?\s*<([^<>]*)>\s*$/u.exec(from);
  const sender = named ? { name: named[1]!, address: named[2]!.trim() } : { name: '', address: from.trim() };
  if (!isSingleAddress(sender.address))
    throw new Error(`MAIL_FROM must be one mail address, not ${JSON.stringify(from)}`);
  return sender;
}

/** The same alert always has the same id, so that a mail sent twice is recognised as one. */
export function messageId(alertKey: string, ticketId: string, seq: number, from: string): string {
  const ticket = ticketId.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60);
  const hash = createHash('sha256').update(alertKey).digest('hex').slice(0, 20);
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return `<${ticket}.${seq}.${hash}@${domain}>`;
}

/** What filters and auto-responders know our mails by (RFC 2919); the same for all of them. */
export function listId(from: string): string {
  return `Rung alerts <rung-alerts.${from.slice(from.lastIndexOf('@') + 1)}>`;
}
