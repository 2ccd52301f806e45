/** Names of the scorers that Rung brings along. */
export const SCORER_NAMES = ['english'] as const;
