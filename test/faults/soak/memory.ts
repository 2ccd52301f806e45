/** How much memory a process has, and whether that grows. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Sample {
  at: number;
  megabytes: number;
}

const EVERY_MS = 5_000;
/** A worker that has just started grows because it works for the first time. */
const WARM_UP = 0.2;

export class Memory {
  private readonly samples: Sample[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => void this.take(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** In megabytes: resident after the warm-up, at the end, at the most; and the growth in an hour, by the line that fits best. */
  figures(): { start: number; end: number; most: number; slope: number } {
    const warm = this.samples.slice(Math.floor(this.samples.length * WARM_UP));
    const sizes = warm.map(({ megabytes }) => megabytes);
    return {
      start: sizes[0] ?? NaN,
      end: sizes.at(-1) ?? NaN,
      most: Math.max(...sizes),
      slope: slopeOf(warm) * 3_600_000,
    };
  }

  private async take(): Promise<void> {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', `${this.pid}`]);
    this.samples.push({ at: Date.now(), megabytes: Number(stdout) / 1024 });
  }
}

/** Least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [at, size] = [mean((one) => one.at), mean((one) => one.megabytes)];
  const covariance = mean((one) => (one.at - at) * (one.megabytes - size));
  return covariance / mean((one) => (one.at - at) ** 2);
}
