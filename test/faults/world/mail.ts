/** A mail server that misbehaves for as long as a scenario wants. */
import { SmtpStub, type MailTrouble, type Phase } from '../../support/smtp-stub.js';
import type { Arrival } from './arrival.js';

export type { MailTrouble, Phase } from '../../support/smtp-stub.js';

export class Mail {
  /** Asked in every phase of every session; `recipient` is known from RCPT on. */
  trouble: (phase: Phase, recipient: string) => MailTrouble | undefined = () => undefined;
  readonly arrivals: Arrival[] = [];
  private stub?: SmtpStub;

  static async start(): Promise<Mail> {
    const mail = new Mail();
    mail.stub = await SmtpStub.start({
      login: () => true,
      trouble: (phase, recipient) => mail.trouble(phase, recipient),
      take: (raw, { to }, answered) => {
        const target = `email:${to[0] ?? ''}`;
        for (const key of headersOf(raw.toString(), 'X-Rung-Alert'))
          mail.arrivals.push({ key, target, at: Date.now(), answered });
      },
    });
    return mail;
  }

  /** Sessions that something went wrong with. */
  get troubled(): number {
    return this.stub!.troubled;
  }

  /** For `SMTP_URL`. */
  get url(): string {
    return `smtp://rung:secret@${this.stub!.address}`;
  }

  /** All is well again. */
  heal(): void {
    this.trouble = () => undefined;
  }

  async close(): Promise<void> {
    await this.stub!.close();
  }
}

/** A digest has a header for each alert. */
function headersOf(raw: string, name: string): string[] {
  const head = raw.split('\r\n\r\n')[0]!.replace(/\r\n[ \t]+/g, ' ');
  const lines = head.split('\r\n').filter((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return lines.map((line) => line.slice(name.length + 1).trim());
}
