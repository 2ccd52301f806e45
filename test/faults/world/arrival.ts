/** A message that a provider has taken. */
export interface Arrival {
  /** The alert key it carries. */
  key: string;
  /** As in `slack:#tier2-queue`. */
  target: string;
  at: number;
  /** False: taken, but its sender was never told so. */
  answered: boolean;
}
