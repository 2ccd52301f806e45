/** Sends deliveries of help desks, each again as its vendor does, and remembers what was answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Desk } from '../../intake/http/desks.js';
import { CANARIES, seen } from '../../intake/http/canaries.js';
import type { Finding } from '../ledger/finding.js';
import { PATIENCE_MS, post, type Answer } from './post.js';

export interface Delivery {
  desk: Desk;
  id: string;
  /** For whoever reads of it, as in `github/acme/widget#7 closed`. */
  what: string;
  body: string;
}

/** Waits of up to this are as the vendor documents them; those of half a minute, of minutes and hours are so long. */
const LONGEST_WAIT_S = 20;

/** Zendesk does not try again when it is told to come back later than this. */
const LATEST_S = 60;

export class Sender {
  readonly findings: Finding[] = [];
  sent = 0;
  /** How often what was answered; `nobody`: there was no answer. */
  readonly answers = new Map<string, number>();
  /** The longest time to an answer, in milliseconds. */
  slowest = 0;
  /** Facts that were accepted and waited in the database. */
  kept = 0;
  /** Deliveries that found nobody, of those who never try again. */
  lost = 0;
  /** How many of those were taken when the reconciler had asked for them. */
  redelivered = 0;

  /**
   * @param address `host:port` of the intake
   * @param wasDown whether there was no intake at some time between the two
   */
  constructor(
    private readonly address: string,
    private readonly wasDown: (from: number, to: number) => boolean,
    /** Told of a delivery that is lost. */
    private readonly whenLost: (delivery: Delivery) => void,
  ) {}

  /** Resolves when it was taken, or is given up. */
  async send(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { desk } = delivery;
    this.sent++;
    for (let tries = 0; ; tries++) {
      const answer = await this.try(delivery);
      if (answer.status !== undefined && answer.status < 300) return;
      const again = answer.status === undefined || desk.retries(answer.status);
      const wait = desk.waits[tries];
      if (!again || wait === undefined) return this.givenUp(delivery, answer);
      const seconds = Math.min(answer.retryAfter ?? wait, LONGEST_WAIT_S);
      await sleep(seconds * 1000, undefined, { signal });
    }
  }

  /** As GitHub does when it is asked to. Says whether it was taken. */
  async sendOnce(delivery: Delivery): Promise<boolean> {
    const { status } = await this.try(delivery);
    const isTaken = status !== undefined && status < 300;
    if (isTaken) this.redelivered++;
    return isTaken;
  }

  private async try({ desk, id, what, body }: Delivery): Promise<Answer> {
    const { key, token, basic, header, query } = CANARIES;
    const headers = { ...desk.headers(body, Date.now(), id), 'x-canary': [key, token, basic, header].join(' ') };
    const answer = await post(this.address, `${desk.url}?seen=${query}`, headers, body);
    const { status, from, to, retryAfter } = answer;
    const name = status === undefined ? 'nobody' : String(status);
    this.answers.set(name, (this.answers.get(name) ?? 0) + 1);
    if (status === undefined) {
      if (!this.wasDown(from, to)) this.find('lost', `${what}: no answer within ${PATIENCE_MS / 1000} s`);
      return answer;
    }
    this.slowest = Math.max(this.slowest, to - from);
    const told = seen(answer.body);
    if (told.length > 0) this.find('different', `${what}: the answer tells ${told.join(', ')}`);
    if (status < 300) this.kept += (JSON.parse(answer.body) as { kept: number }).kept;
    else if (status !== 503) this.find('different', `${what}: answered ${status} ${answer.body}`);
    else if (!(retryAfter! < LATEST_S)) this.find('different', `${what}: told to come again after ${retryAfter} s`);
    return answer;
  }

  private givenUp(delivery: Delivery, { status, from, to }: Answer): void {
    const { desk, what } = delivery;
    const isLost = desk.waits.length === 0 && status === undefined && this.wasDown(from, to);
    if (!isLost) return this.find('lost', `${what} was given up: ${status ?? 'no answer'}`);
    this.lost++;
    this.whenLost(delivery);
  }

  private find(kind: Finding['kind'], what: string): void {
    this.findings.push({ kind, what });
  }
}
