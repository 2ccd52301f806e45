/** A quick write (a local activity) that is not simply done takes its time: docs/adr/0012. */
import { activityInfo, sleep } from '@temporalio/activity';
import type { WriteResult } from '../domain/snapshot.js';

/** Longer than the answer to a question takes, so that the write does not end in the midst of one. In milliseconds. */
const LEAST_MS = 500;

export async function unhurried(write: Promise<WriteResult>): Promise<WriteResult> {
  if (!activityInfo().isLocal) return write;
  const begun = Date.now();
  const [end] = await Promise.allSettled([write]);
  const done = end.status === 'fulfilled' && end.value.outcome === 'saved';
  if (!done) await sleep(Math.max(begun + LEAST_MS - Date.now(), 0));
  return write;
}
