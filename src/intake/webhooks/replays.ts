/**
 * Deliveries that somebody sends again. A ticket's workflow drops what it has heard among its last 500 events, by ids that are made of the
 * content; a signature with a time is worth nothing minutes later. What is left: a delivery of a scheme without a time, recorded
 * once and sent again when 500 other things have happened since. Such deliveries are remembered for seven days.
 */
import type { Instant, Milliseconds } from '../../domain/rules/policy.js';
import type { DeliveryStore } from '../../store/intake-port.js';
import { REMEMBERED } from '../../spill/drain.js';

/** What happened since is recent: 500 events of one ticket do not fit into it. */
const RECENT: Milliseconds = 3_600_000;
/** Ids that are kept here, so that a storm of repeats reaches nobody. */
const MOST = 20_000;
/** How long ids are collected before they are written. */
const COLLECTED: Milliseconds = 1_000;

export type Replay =
  | 'new'
  /** It was accepted before. */
  | 'known'
  /** So old that nobody remembers whether it was. */
  | 'too-old';

export class Replays {
  private readonly latest = new Set<string>();
  private waiting: { id: string; at: Instant }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: DeliveryStore,
    /** Told when ids could not be written. */
    private readonly failed: (error: unknown) => void,
  ) {}

  /**
   * @param happenedAt when the latest thing happened that the delivery tells
   * @param signedAt when it was signed, if the scheme says
   */
  async judge(id: string, happenedAt: Instant, signedAt: Instant | undefined, now: Instant): Promise<Replay> {
    if (this.latest.has(id)) return 'known';
    if (signedAt !== undefined || now - happenedAt < RECENT) return 'new';
    if (now - happenedAt > REMEMBERED) return 'too-old';
    const known = await this.store.known([id]).catch((error: unknown) => {
      this.failed(error);
      return new Set<string>();
    });
    return known.has(id) ? 'known' : 'new';
  }

  /** It was accepted. */
  remember(id: string, signedAt: Instant | undefined, now: Instant): void {
    if (this.latest.size >= MOST) for (const oldest of [...this.latest].slice(0, MOST / 10)) this.latest.delete(oldest);
    this.latest.add(id);
    if (signedAt !== undefined) return;
    this.waiting.push({ id, at: now });
    this.timer ??= setTimeout(() => void this.write(), COLLECTED).unref();
  }

  /** Writes what is collected. */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const some = this.waiting;
    this.waiting = [];
    if (some.length === 0) return;
    await this.store.remember(some).catch((error: unknown) => this.failed(error));
  }
}
