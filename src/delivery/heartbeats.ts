/** Temporal's activity heartbeats, for as long as an activity goes on. */
import { heartbeat } from '@temporalio/activity';

const HEARTBEAT_MS = 1_000;

/**
 * Heartbeats once a second while the work lasts: without that nobody hears that the activity is cancelled, and a worker that is
 * killed leaves nothing.
 * @param details what the next attempt has to know
 */
export async function withHeartbeats<T>(details: () => unknown, work: () => Promise<T>): Promise<T> {
  const beating = setInterval(() => heartbeat(details()), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beating);
  }
}
