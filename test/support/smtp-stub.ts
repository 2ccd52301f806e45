/** A mail server in this process: real SMTP, with bad days. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type Phase = 'CONNECT' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA';

/** A reply code instead of the proper one, or the connection breaking or going silent; `taken`: the mail is kept all the same (DATA only). */
export interface MailTrouble {
  does: number | 'drop' | 'hang';
  taken?: boolean;
}

export interface Envelope {
  from: string;
  to: string[];
}

export interface SmtpBehaviour {
  /** Who may send. Default: anybody, without a login. */
  login?: (user: string | null | undefined, password: string | null | undefined) => boolean;
  /** Asked in every phase of every session; `recipient` is known from RCPT on. */
  trouble: (phase: Phase, recipient: string) => MailTrouble | undefined;
  /** Told of every mail that is kept, also of one whose sender is `answered` otherwise. */
  take: (raw: Buffer, envelope: Envelope, answered: boolean) => Promise<void> | void;
}

export class SmtpStub {
  /** Sessions that something went wrong with. */
  troubled = 0;

  private constructor(
    private readonly server: SMTPServer,
    private readonly sockets: ReadonlyMap<string, Socket>,
  ) {}

  static async start({ login, trouble, take }: SmtpBehaviour): Promise<SmtpStub> {
    const sockets = new Map<string, Socket>();
    // eslint-disable-next-line prefer-const -- the callbacks need the stub and the stub needs the server
    let stub: SmtpStub;
    type Done = (error?: Error | null) => void;
    const meet = (phase: Phase, port: number, recipient: string, done: Done) => {
      const met = trouble(phase, recipient);
      if (met) stub.misbehave(met, port, done);
      else done();
    };
    const server = new SMTPServer({
      disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      allowInsecureAuth: true,
      authOptional: !login,
      onConnect: (session, done) => meet('CONNECT', session.remotePort, '', done),
      onAuth: ({ username, password }, session, done) =>
        meet('AUTH', session.remotePort, '', (error) => {
          if (error) return done(error);
          if (login!(username, password)) return done(null, { user: username });
          done(Object.assign(new Error('5.7.8 bad credentials'), { responseCode: 535 }));
        }),
      onMailFrom: (_address, session, done) => meet('MAIL', session.remotePort, '', done),
      onRcptTo: ({ address }, session, done) => meet('RCPT', session.remotePort, address, done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const to = rcptTo.map(({ address }) => address);
          const met = trouble('DATA', to[0] ?? '');
          void (async () => {
            const from = mailFrom ? mailFrom.address : '';
            if (!met || met.taken) await take(Buffer.concat(chunks), { from, to }, !met);
            if (met) stub.misbehave(met, session.remotePort, done);
            else done();
          })();
        });
      },
    });
    stub = new SmtpStub(server, sockets);
    server.on('error', () => undefined); // broken connections are what it is for
    server.server.on('connection', (socket: Socket) => {
      const id = `${socket.remotePort}`;
      sockets.set(id, socket);
      socket.once('close', () => sockets.delete(id));
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return stub;
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private misbehave({ does }: MailTrouble, port: number, done: (error: Error) => void): void {
    this.troubled++;
    if (does === 'hang') return;
    if (does === 'drop') return void this.sockets.get(`${port}`)?.destroy();
    done(Object.assign(new Error(`trouble ${does}`), { responseCode: does }));
  }
}
