/** Alerts by mail: one recipient a message, always under the same Message-ID, one thread a ticket. */
import { createTransport, type SendMailOptions } from 'nodemailer';
import { mailFailure } from './failures.js';
import { DIGEST_SIZE, digestHeadline } from '../digest.js';
import { mailBody } from './body.js';
import { closing, linker, type AcknowledgeLink, type Closing } from './closing.js';
import { mailDigest } from './digest.js';
import type { AcknowledgeLinkSettings } from './link-set-up.js';
import { isSingleAddress, listId, messageId, parseSender, type Sender } from './names.js';
import { smtpAddress, withoutPassword } from './smtp-url.js';
import { DeliveryError, type DigestChannel, type Message, type Receipt } from '../port.js';

export interface EmailOptions {
  /** nodemailer's URL form: `smtp://user:password@host:587`. */
  smtpUrl: string;
  /** `rung@example.com` or `Rung <rung@example.com>`. */
  from: string;
  /** Limit of one send in milliseconds, connecting included. Default: 10 000. */
  sendMs?: number;
  /** With which links mails are acknowledged. Default: with none. */
  links?: AcknowledgeLinkSettings;
}

/** @throws Error when `from` is not one plain address or the URL cannot be read; it does not show the password. */
export function emailChannel({ smtpUrl, from, sendMs = 10_000, links }: EmailOptions): DigestChannel {
  const sender = parseSender(from);
  const clean = withoutPassword(smtpAddress(smtpUrl));
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: sendMs,
    greetingTimeout: sendMs,
    socketTimeout: sendMs,
    dnsTimeout: sendMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Without these listeners a connection that fails between two messages would end the process.
  transport.on('error', () => undefined);

  async function post(address: string, composed: SendMailOptions): Promise<void> {
    if (!isSingleAddress(address)) {
      throw new DeliveryError('mail: the address is not one plain mail address', { kind: 'give-up' }, 'no');
    }
    let handedOver = false;
    const mail = { ...composed, onHandOver: () => (handedOver = true) };
    try {
      const { rejected } = await transport.sendMail({ ...mail, signal: AbortSignal.timeout(sendMs) });
      if (rejected.length > 0) {
        throw new DeliveryError('mail: the recipient was refused', { kind: 'give-up' }, 'no');
      }
    } catch (error) {
      throw mailFailure(error, handedOver, clean);
    }
  }

  async function send(message: Message): Promise<Receipt> {
    const mail = mailOf(message, sender, closing((await linker(links))(message)));
    await post(message.address, mail);
    return { providerId: mail.messageId, thread: parentOf(message) ?? mail.messageId };
  }

  async function sendDigest(messages: readonly Message[]): Promise<Receipt> {
    const mail = digestMailOf(messages, sender, messages.map(await linker(links)));
    await post(messages[0]!.address, mail);
    return { providerId: mail.messageId };
  }

  // The server asks for the text only after it has accepted sender and recipient. Before that a broken connection
  // proves that nothing was sent; afterwards it proves nothing.
  transport.use('stream', (mail, done) => {
    const { createReadStream } = mail.message;
    mail.message.createReadStream = (...args) => {
      const { onHandOver } = mail.data as { onHandOver?: () => void };
      return createReadStream.apply(mail.message, args).once('resume', () => onHandOver?.());
    };
    done();
  });

  return { send, sendDigest, room: () => DIGEST_SIZE };
}

function mailOf(message: Message, sender: Sender, ending: Closing) {
  const { address, content, key, ticketId, seq } = message;
  const parent = parentOf(message);
  return {
    messageId: messageId(key, ticketId, seq, sender.address),
    ...envelope(address, sender),
    subject: content.subject,
    ...mailBody(content, ending),
    ...(parent === undefined ? {} : { inReplyTo: parent, references: [parent] }),
    headers: headersFor([key], sender),
  };
}

/** The same alerts always make the same mail. */
function digestMailOf(messages: readonly Message[], sender: Sender, links: readonly (AcknowledgeLink | undefined)[]) {
  const keys = messages.map(({ key }) => key);
  return {
    messageId: messageId(keys.join('\n'), 'digest', keys.length, sender.address),
    ...envelope(messages[0]!.address, sender),
    subject: digestHeadline(messages),
    ...mailDigest(messages, links),
    headers: headersFor(keys, sender),
  };
}

function envelope(address: string, { name, address: from }: Sender) {
  return { from: { name, address: from }, to: { name: '', address }, envelope: { from, to: [address] } };
}

/** What keeps programs from answering, and a header for each alert that the mail is about. */
function headersFor(keys: string[], { address }: Sender) {
  return {
    'List-Id': listId(address),
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'X-Rung-Alert': keys,
  };
}

/** A thread may also stem from another channel that stood in for mail. */
function parentOf({ thread }: Message): string | undefined {
  return thread !== undefined && /^<[^\s<>]+@[^\s<>]+>$/.test(thread) ? thread : undefined;
}
