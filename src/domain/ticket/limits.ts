/** How much of a ticket is kept. */

/** How many unanswered replies are kept: the oldest and the newest others. */
export const UNANSWERED = 64;
/** How many scores are kept at most. */
export const SCORES = 100;
