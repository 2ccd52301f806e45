/** A disk of a few megabytes that can be filled up. */
import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SIZE = '96m';
const PIECE = Buffer.alloc(64 * 1024);

const run = promisify(execFile);

export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @throws Error where no file system may be mounted. */
  static async mount(folder: string): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]);
    } catch (cause) {
      throw new Error('a full disk needs a small tmpfs, and only root may mount one', { cause });
    }
    return new SmallDisk(folder);
  }

  /** Takes all the space that is left. */
  async fill(): Promise<void> {
    const file = await open(this.ballast, 'w');
    try {
      for (;;) await file.write(PIECE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.ballast, { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}
