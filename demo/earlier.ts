/** Tickets that a story left open when it was interrupted. */
import type { Rung } from '../src/client/index.js';

/**
 * Closes the open tickets of earlier runs of a story, as an agent would. A ticket that a worker has not looked at since is
 * closed before anything is decided for it: nobody is paged.
 */
export async function closeEarlierRuns(rung: Rung, storyIds: readonly string[]): Promise<void> {
  const open = await rung.list();
  const left = open.filter(({ ticketId }) => isOfARun(ticketId, storyIds));
  await Promise.all(left.map(({ ticketId }) => rung.ticketChanged(ticketId, { status: 'closed' })));
}

/** Whether a ticket is one of the story's with the number of a run: `T1-acme.12`. */
function isOfARun(ticketId: string, storyIds: readonly string[]): boolean {
  const run = /\.\d+$/.exec(ticketId);
  return run !== null && storyIds.includes(ticketId.slice(0, run.index));
}
