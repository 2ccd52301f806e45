/** Changes of what the workflow asks of Temporal. A run that was begun before one must not meet it when it is replayed. */
import { patched } from '@temporalio/workflow';

/** Before this change, it made a difference when the workflow heard of the end of a quick write: docs/adr/0012. */
const NOTHING_HANGS_ON_QUICK_WRITES = 'nothing-hangs-on-quick-writes';

/**
 * Whether the run goes by a change that was made before the one above, or by that one itself (the default). Its mark stands for all
 * of them: a run has one (two events) and not one for each. Later changes are asked for with `patched`, by their own names.
 */
export function changed(change = NOTHING_HANGS_ON_QUICK_WRITES): boolean {
  return patched(NOTHING_HANGS_ON_QUICK_WRITES) || patched(change);
}
