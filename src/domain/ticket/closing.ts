/** Statuses that end the watch. Every other status is one that somebody has to watch. */
export const CLOSING_STATUSES: readonly string[] = ['resolved', 'closed'];

export function isClosing(status: string): boolean {
  return CLOSING_STATUSES.includes(status);
}
