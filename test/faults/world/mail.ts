/** A mail server in this process that misbehaves for as long as a scenario wants. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Arrival } from './arrival.js';

export type Phase = 'CONNECT' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';

/** A reply code, or the connection breaking or going silent; `taken`: the mail is kept all the same (DATA only). */
export interface MailTrouble {
  does: number | 'drop' | 'hang';
  taken?: boolean;
}

type Done = (error?: Error | null) => void;

export class Mail {
  /** Asked in every phase of every session; `recipient` is known from RCPT on. */
  trouble: (phase: Phase, recipient: string) => MailTrouble | undefined = () => undefined;
  readonly arrivals: Arrival[] = [];
  /** Sessions that something went wrong with. */
  troubled = 0;
  private readonly sockets = new Map<string, Socket>();

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<Mail> {
    // eslint-disable-next-line prefer-const -- the callbacks need the mail and the mail needs the server
    let mail: Mail;
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onConnect: (session, done) => mail.meet('CONNECT', session, '', done),
      onAuth: (auth, session, done) =>
        mail.meet('AUTH', session, '', (error) => (error ? done(error) : done(null, { user: auth.username }))),
      onMailFrom: (_address, session, done) => mail.meet('MAIL', session, '', done),
      onRcptTo: ({ address }, session, done) => mail.meet('RCPT', session, address, done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => mail.take(Buffer.concat(chunks).toString(), session, done));
      },
    });
    mail = new Mail(server);
    server.on('error', () => undefined); // broken connections are what it is for
    server.server.on('connection', (socket: Socket) => {
      const id = `${socket.remotePort}`;
      mail.sockets.set(id, socket);
      socket.once('close', () => mail.sockets.delete(id));
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return mail;
  }

  /** For `SMTP_URL`. */
  get url(): string {
    return `smtp://rung:secret@127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** All is well again; silent sessions are broken off. */
  heal(): void {
    this.trouble = () => undefined;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private meet(phase: Phase, session: SMTPServerSession, recipient: string, done: Done): void {
    const trouble = this.trouble(phase, recipient);
    if (trouble) this.misbehave(trouble, session, done);
    else done();
  }

  private take(raw: string, session: SMTPServerSession, done: Done): void {
    const recipient = session.envelope.rcptTo[0]?.address ?? '';
    const trouble = this.trouble('DATA', recipient);
    if (!trouble || trouble.taken) {
      const target = `email:${recipient}`;
      for (const key of headersOf(raw, 'X-Rung-Alert'))
        this.arrivals.push({ key, target, at: Date.now(), answered: !trouble });
    }
    if (trouble) this.misbehave(trouble, session, done);
    else done();
  }

  private misbehave({ does }: MailTrouble, session: SMTPServerSession, done: Done): void {
    this.troubled++;
    if (does === 'hang') return;
    if (does === 'drop') return void this.sockets.get(`${session.remotePort}`)?.destroy();
    done(Object.assign(new Error(`trouble ${does}`), { responseCode: does }));
  }
}

/** A digest has a header for each alert. */
function headersOf(raw: string, name: string): string[] {
  const head = raw.split('\r\n\r\n')[0]!.replace(/\r\n[ \t]+/g, ' ');
  const lines = head.split('\r\n').filter((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return lines.map((line) => line.slice(name.length + 1).trim());
}
