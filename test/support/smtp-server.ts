/** A mail server in this process: real SMTP, mails parsed, with a script for its bad days. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type Phase = 'CONNECT' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';

/** A reply code instead of the proper one, or the connection breaking or going silent. */
export type Mishap = number | 'drop' | 'hang';

export interface CaughtMail {
  /** Recipients of the envelope. */
  to: string[];
  from: string;
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
  private readonly script: { phase: Phase; mishap: Mishap; taken: boolean }[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: SMTPServer,
    private readonly login: string,
  ) {}

  static async start({ user, password }: SmtpSettings = {}): Promise<MailCatcher> {
    const login = user === undefined ? '' : `${user}:${encodeURIComponent(password ?? '')}@`;
    // eslint-disable-next-line prefer-const -- the callbacks need the catcher and the catcher needs the server
    let catcher: MailCatcher;
    const server = new SMTPServer({
      disabledCommands: user === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
      allowInsecureAuth: true,
      authOptional: user === undefined,
      onConnect: (_session, done) => catcher.stumble('CONNECT', done),
      onAuth: (auth, _session, done) =>
        catcher.stumble('AUTH', (error) => {
          if (error) return done(error);
          if (auth.username === user && auth.password === password) return done(null, { user });
          done(Object.assign(new Error('5.7.8 bad credentials'), { responseCode: 535 }));
        }),
      onMailFrom: (_address, _session, done) => catcher.stumble('MAIL', done),
      onRcptTo: (_address, _session, done) => catcher.stumble('RCPT', done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          void catcher.take(
            Buffer.concat(chunks),
            mailFrom ? mailFrom.address : '',
            rcptTo.map(({ address }) => address),
            done,
          );
        });
      },
    });
    catcher = new MailCatcher(server, login);
    server.on('error', () => undefined); // broken connections are what it is for
    server.server.on('connection', (socket: Socket) => {
      catcher.sockets.add(socket);
      socket.once('close', () => catcher.sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return catcher;
  }

  get url(): string {
    return `smtp://${this.login}127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** What goes wrong the next time a session comes to this phase. `taken`: a mail whose sender is not told is kept. */
  willFail(phase: Phase, mishap: Mishap, taken = false): this {
    this.script.push({ phase, mishap, taken });
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private stumble(phase: Phase, done: (error?: Error | null) => void): boolean {
    const turn = this.script.findIndex((step) => step.phase === phase);
    if (turn < 0) {
      done();
      return true;
    }
    const { mishap, taken } = this.script.splice(turn, 1)[0]!;
    if (mishap === 'drop') for (const socket of this.sockets) socket.destroy();
    else if (mishap !== 'hang') done(Object.assign(new Error(`scripted ${mishap}`), { responseCode: mishap }));
    return taken;
  }

  private async take(raw: Buffer, from: string, to: string[], done: (error?: Error | null) => void): Promise<void> {
    const mail = { from, to, raw: raw.toString(), parsed: await simpleParser(raw) };
    if (this.stumble('DATA', done)) this.mails.push(mail);
  }
}
