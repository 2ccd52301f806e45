/** A mail server whose mails are parsed, with a script for its bad days. */
import { simpleParser, type ParsedMail } from 'mailparser';
import { SmtpStub, type Envelope, type MailTrouble, type Phase } from './smtp-stub.js';

export interface CaughtMail extends Envelope {
  raw: string;
  parsed: ParsedMail;
}

export interface SmtpSettings {
  user?: string;
  password?: string;
}

export class MailCatcher {
  /** Every mail that was taken, also when the sender was never told. */
  readonly mails: CaughtMail[] = [];
  private readonly script: { phase: Phase; trouble: MailTrouble }[] = [];

  private constructor(
    private readonly login: string,
    private stub?: SmtpStub,
  ) {}

  static async start({ user, password }: SmtpSettings = {}): Promise<MailCatcher> {
    const catcher = new MailCatcher(user === undefined ? '' : `${user}:${encodeURIComponent(password ?? '')}@`);
    catcher.stub = await SmtpStub.start({
      ...(user !== undefined && { login: (...given) => given[0] === user && given[1] === password }),
      trouble: (phase) => catcher.next(phase),
      take: async (raw, envelope) =>
        void catcher.mails.push({ ...envelope, raw: raw.toString(), parsed: await simpleParser(raw) }),
    });
    return catcher;
  }

  get url(): string {
    return `smtp://${this.login}${this.stub!.address}`;
  }

  /** What goes wrong the next time a session comes to this phase. `taken`: a mail whose sender is not told is kept. */
  willFail(phase: Phase, does: MailTrouble['does'], taken = false): this {
    this.script.push({ phase, trouble: { does, taken } });
    return this;
  }

  async close(): Promise<void> {
    await this.stub!.close();
  }

  private next(phase: Phase): MailTrouble | undefined {
    const turn = this.script.findIndex((step) => step.phase === phase);
    return turn < 0 ? undefined : this.script.splice(turn, 1)[0]!.trouble;
  }
}
