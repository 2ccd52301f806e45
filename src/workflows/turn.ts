/** Taking one's turn within an activation. */
import { condition } from '@temporalio/workflow';

/**
 * Lets everything else that this activation brought (a timer, ended activities, messages) be taken in first. Temporal may hand over
 * together at one time what it handed over apart at another: an empty workflow task is skipped when a history is read again. What a
 * decision finds, and so the order of its commands, must be the same both times.
 *
 * A condition is looked at again only when nothing else is left to run.
 */
export async function lastInTurn(): Promise<void> {
  let waited = false;
  await condition(() => {
    if (waited) return true;
    waited = true;
    return false;
  });
}
