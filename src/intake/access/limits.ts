/** How often somebody may ask. */
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HttpProblem } from '../http/problem.js';

/** Requests are counted over this time, in seconds, so that bursts pass. */
const OVER = 10;
/** So many requests of a source may be refused for who they say they are, in a minute. */
const FAILURES = 30;

export class Limits {
  private readonly keys: RateLimiterMemory;
  private readonly sources: RateLimiterMemory;
  private readonly failures = new RateLimiterMemory({ keyPrefix: 'failure', points: FAILURES, duration: 60 });

  constructor(perSecond: number) {
    const points = Math.max(1, Math.ceil(perSecond * OVER));
    this.keys = new RateLimiterMemory({ keyPrefix: 'key', points, duration: OVER });
    this.sources = new RateLimiterMemory({ keyPrefix: 'source', points, duration: OVER });
  }

  /** @throws HttpProblem 429 */
  ofSource(address: string): Promise<void> {
    return spend(this.sources, sourceOf(address));
  }

  /** @throws HttpProblem 429 */
  ofKey(name: string): Promise<void> {
    return spend(this.keys, name);
  }

  /** Somebody could not say who they are. @throws HttpProblem 429 when that has happened too often */
  failed(address: string): Promise<void> {
    return spend(this.failures, sourceOf(address));
  }

  /** Whether the next failure of this source is one too many. */
  async isSuspicious(address: string): Promise<boolean> {
    const spent = await this.failures.get(sourceOf(address));
    return spent !== null && spent.consumedPoints >= FAILURES;
  }
}

/** Who is meant by an address: whoever has one of IPv6 has 2^64 of them. */
function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const [left = '', right = ''] = address.replace(/%.*$/, '').split('::');
  const zeros = Array<string>(8).fill('0');
  const network = [...groups(left), ...zeros.slice(groups(left).length + groups(right).length), ...groups(right)];
  return `${network
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

async function spend(limiter: RateLimiterMemory, name: string): Promise<void> {
  try {
    await limiter.consume(name);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new HttpProblem('too-many-requests', `too many requests; come again in ${retryAfter} s`, { retryAfter });
  }
}
