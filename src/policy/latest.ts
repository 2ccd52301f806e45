/** The policy of a file, as the file says now. It is looked at when somebody needs it; nothing watches it. */
import { stat } from 'node:fs/promises';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import { PolicyError } from '../reading/problems.js';
import { loadPolicy, type LoadedPolicy } from './load.js';

/** How often the file is looked at, at most. */
const EVERY: Milliseconds = 1_000;

export interface LatestOptions {
  /** Told when the file has changed: why it cannot be used, or undefined: it can, and is in force from now on. */
  changed?: (wrong: Error | undefined, inForce: LoadedPolicy) => void;
  /** Default: the system's clock. */
  now?: () => Instant;
}

/** A file with mistakes, or one that is gone, leaves the last good one in force. */
export class LatestPolicy {
  private wrongNow: Error | undefined;
  /** The version of the file that has mistakes: reading it again finds the same. */
  private refused: string | undefined;
  private lookedAt: Instant;
  private looking: Promise<void> | undefined;

  private constructor(
    private readonly file: string,
    private inForce: LoadedPolicy,
    /** The version of the file that is in force. */
    private version: string,
    private readonly options: LatestOptions,
  ) {
    this.lookedAt = this.now();
  }

  /** @throws PolicyError with all problems: there has to be a good one to begin with */
  static async of(file: string, options: LatestOptions = {}): Promise<LatestPolicy> {
    const version = await versionOf(file);
    return new LatestPolicy(file, await loadPolicy(file), version, options);
  }

  /** What is in force, as far as somebody has looked. */
  get current(): LoadedPolicy {
    return this.inForce;
  }

  /** Why the file cannot be used as it is now; undefined: it can. */
  get wrong(): Error | undefined {
    return this.wrongNow;
  }

  /** Looks whether the file has changed, and reads it if it has. Undefined: somebody has just looked. Never rejects. */
  look(): Promise<void> | undefined {
    if (!this.looking && this.now() >= this.lookedAt + EVERY) {
      this.lookedAt = this.now();
      this.looking = this.readAgain().finally(() => (this.looking = undefined));
    }
    return this.looking;
  }

  private async readAgain(): Promise<void> {
    // Before it is read: what changes meanwhile is seen the next time.
    const version = await versionOf(this.file);
    if (version === this.version) return this.become(undefined, this.inForce);
    if (version === this.refused) return;
    try {
      const loaded = await loadPolicy(this.file);
      this.version = version;
      this.become(undefined, loaded);
    } catch (error) {
      this.refused = isOfItsText(error) ? version : undefined;
      this.become(error as Error, this.inForce);
    }
  }

  private become(wrong: Error | undefined, inForce: LoadedPolicy): void {
    const isNews = wrong?.message !== this.wrongNow?.message || inForce !== this.inForce;
    this.wrongNow = wrong;
    this.inForce = inForce;
    if (isNews) this.options.changed?.(wrong, inForce);
  }

  private now(): Instant {
    return this.options.now?.() ?? Date.now();
  }
}

/** A file that could not be read, just now, may be read the next time. */
function isOfItsText(error: unknown): boolean {
  return error instanceof PolicyError && error.problems.some(({ line }) => line > 0);
}

/** Another one when the file was written, exchanged or taken away. */
async function versionOf(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
