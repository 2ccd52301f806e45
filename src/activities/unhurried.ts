/** A quick write (a local activity) that is not simply done takes its time: docs/adr/0012. */
import { activityInfo, sleep } from '@temporalio/activity';
import type { WriteResult } from '../domain/snapshot.js';

/** Longer than the answer to a question takes, so that the write does not end in the midst of one. In milliseconds. */
const LEAST_MS = 500;

export async function unhurried(write: Promise<WriteResult>): Promise<WriteResult> {
  if (!activityInfo().isLocal) return write;
  const begun = Date.now();
  const rest = () => sleep(Math.max(begun + LEAST_MS - Date.now(), 0));
  try {
    const result = await write;
    if (result.outcome !== 'saved') await rest();
    return result;
  } catch (error) {
    await rest();
    throw error;
  }
}
