/** How much of a ticket is kept. */

/** How many unanswered replies are kept: the oldest and the newest others. */
export const UNANSWERED = 64;
/** How many scores are kept at most. */
export const SCORES = 100;
/** How many fields of the help desk's own are kept, those included that have been removed: the ones told last. */
export const DESK_FIELDS = 100;
/** How many trigger instances are remembered for each rule, in each list of its marks. */
export const INSTANCES = 64;
/** In bytes of JSON: fewer are remembered where they are long, as those are that name an event. Such a one never comes back. */
export const INSTANCES_SIZE = 2_000;

const UTF_8 = new TextEncoder();

/** In bytes of its JSON, which is what Temporal counts. */
export function sizeOf(value: unknown): number {
  return UTF_8.encode(JSON.stringify(value)).length;
}
