/** A folder of a test file's own, or of a `describe`: there and empty when its tests begin, gone when they end. */
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** To be called where hooks are registered, before those that use the folder. */
export function temporaryFolder(): string {
  const folder = join(tmpdir(), `rung-test-${randomBytes(6).toString('hex')}`);
  beforeAll(() => mkdir(folder));
  afterAll(() => rm(folder, { recursive: true }));
  return folder;
}
