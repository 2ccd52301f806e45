/** `rung intake` in a process of its own, as it runs in production. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { devNull } from 'node:os';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { freeAddress } from '../../src/http/free-address.js';

/** From dist/bench/sides. */
const PROGRAM = fileURLToPath(new URL('../../../bin/rung.js', import.meta.url));
const START_MS = 30_000;

/** What the mapping of the deliveries puts in front of the ids of its tickets. */
export const DESK = 'standard-webhooks/';

export interface IntakeSetup {
  address: string;
  mongodbUri: string;
  taskQueue: string;
  /** Connections at a time. */
  width: number;
}

export class IntakeProcess {
  private readonly agent: Agent;
  private readonly secret = randomBytes(32);
  private sent = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    width: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: width });
  }

  /** Without the settings of this environment. @throws when it does not listen within 30 s */
  static async start({ address, mongodbUri, taskQueue, width }: IntakeSetup): Promise<IntakeProcess> {
    const secret = randomBytes(32);
    const env = {
      RUNG_ENV_FILE: devNull,
      TEMPORAL_ADDRESS: address,
      MONGODB_URI: mongodbUri,
      RUNG_TASK_QUEUE: taskQueue,
      RUNG_INTAKE_ADDRESS: await freeAddress(),
      RUNG_INTAKE_PER_SECOND: '100000',
      RUNG_WEBHOOK_STANDARD_WEBHOOKS: `whsec_${secret.toString('base64')}`,
    };
    const child = spawn(process.execPath, [PROGRAM, 'intake'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const url = await listening(child);
    const intake = new IntakeProcess(child, url, width);
    secret.copy(intake.secret);
    return intake;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** One fact by the API; resolves when it has been accepted. @throws when it was answered otherwise */
  fact(ticketId: string): Promise<void> {
    const body = JSON.stringify({ type: 'agent_replied', eventId: `bench-${++this.sent}` });
    return this.post(`/v1/tickets/${encodeURIComponent(ticketId)}/facts`, body, {});
  }

  /** The same as a signed delivery of a help desk, for a ticket whose id begins as those of {@link DESK}. */
  delivery(ticketId: string): Promise<void> {
    const id = `bench-${++this.sent}`;
    const now = new Date();
    const reply = { id, author: 'agent', public: true };
    const data = { ticket: { id: ticketId.slice(DESK.length) }, reply };
    const body = JSON.stringify({ type: 'ticket.replied', timestamp: now.toISOString(), data });
    const at = `${Math.floor(now.getTime() / 1_000)}`;
    const mark = createHmac('sha256', this.secret).update(`${id}.${at}.${body}`).digest('base64');
    return this.post('/webhooks/standard-webhooks', body, {
      'webhook-id': id,
      'webhook-timestamp': at,
      'webhook-signature': `v1,${mark}`,
    });
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    const closed = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await closed;
  }

  private post(path: string, body: string, headers: Record<string, string>): Promise<void> {
    return new Promise((resolve, reject) => {
      const all = {
        'content-type': 'application/json',
        'content-length': `${Buffer.byteLength(body)}`,
        ...headers,
      };
      const asked = request(this.url + path, { method: 'POST', agent: this.agent, headers: all }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const said = Buffer.concat(parts).toString();
          // Kept in the database is accepted too, and not what is measured.
          if (answer.statusCode === 202 && !/"kept":(?!0)|:"kept"/.test(said)) resolve();
          else reject(new Error(`${path} was answered ${answer.statusCode}: ${said}`));
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}

async function listening(child: ChildProcess): Promise<string> {
  const stderr = child.stderr!;
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  try {
    return await urlIn(stderr);
  } finally {
    clearTimeout(timer);
    // It is read on, which only works once the iterator is gone: an intake that cannot write its log does not end.
    stderr.resume();
  }
}

async function urlIn(stderr: Readable): Promise<string> {
  let said = '';
  for await (const part of stderr.iterator({ destroyOnReturn: false })) {
    said += String(part);
    const url = /listens on (http:\S+);/.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the intake ended: ${said}`);
}
