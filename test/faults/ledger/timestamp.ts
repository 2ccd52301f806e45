/** Points in time as Temporal's messages have them. */
import type { Timestamp } from '@temporalio/common';

/** Milliseconds since 1970, whole ones, as workflows have them. @throws Error where there is none */
export function instantOf(timestamp: Timestamp | null | undefined): number {
  if (!timestamp) throw new Error('a timestamp is missing');
  const { seconds, nanos } = timestamp;
  return (seconds?.toNumber() ?? 0) * 1_000 + Math.floor((nanos ?? 0) / 1e6);
}
