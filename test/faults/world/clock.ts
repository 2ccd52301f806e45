/** Clocks that are wrong, by `faketime`: for Node programs only, since it does not reach Go programs. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The clock of programs that are started with `env`: right, until it is stepped while they run. */
export class Clock {
  private constructor(
    private readonly file: string,
    readonly env: Record<string, string>,
  ) {}

  /** @param file holds by how much the clock is wrong. @throws Error when there is no faketime. */
  static async start(file: string): Promise<Clock> {
    const clock = new Clock(file, {
      LD_PRELOAD: await library(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      // Timers and timeouts go by another clock, which nobody can set.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    });
    await clock.step('+0');
    return clock;
  }

  /** @param offset from the right time, as in `+2h`. */
  async step(offset: string): Promise<void> {
    await writeFile(this.file, `${offset}\n`);
  }
}

async function library(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('faketime', ['-m', '-f', '+0', 'env']);
    return /^LD_PRELOAD=(.+)$/m.exec(stdout)![1]!;
  } catch (cause) {
    throw new Error('a wrong clock needs the program `faketime`: apt-get install faketime', { cause });
  }
}
