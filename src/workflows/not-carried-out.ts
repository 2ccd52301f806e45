/** What is left of an errand whose activity has failed: every part is done by itself. */
import { TimeoutFailure, TimeoutType, type ActivityFailure } from '@temporalio/common';
import type { Attempted } from '../domain/alerts/delivery.js';
import type { Errand, ErrandResult } from '../domain/alerts/errand.js';

/**
 * Its worker has died, or was never there, or there is a defect of ours in it. One that had begun and was not heard of again may have sent
 * each of its alerts.
 */
export function notCarriedOut(
  { deliveries }: Pick<Errand, 'deliveries'>,
  { message, cause }: ActivityFailure,
): ErrandResult {
  const why = cause?.message ?? message;
  const timeout = cause instanceof TimeoutFailure ? cause : undefined;
  const cutOff = timeout !== undefined && timeout.timeoutType !== TimeoutType.SCHEDULE_TO_START;
  // What it knew of its sends when it was last heard of.
  const left = (timeout?.lastHeartbeatDetails ?? {}) as Record<string, Attempted>;
  const delivered = deliveries.map(({ alert: { key, channel, address } }) => ({
    target: `${channel}:${address}`,
    state: 'later' as const,
    why,
    ...(left[key] && { attempted: left[key] }),
    ...(cutOff && !left[key] && { cutOff }),
  }));
  return { saved: { outcome: 'later', why }, delivered };
}
