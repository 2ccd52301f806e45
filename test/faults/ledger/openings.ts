/** Alerts that wait for the hours of their targets, against when they came. */
import type { Outage } from '../world/outage.js';
import type { Evidence } from './evidence.js';
import type { Expectation } from './expectation.js';
import type { Finding } from './finding.js';
import { clock, latestFor, outagesOf } from './lateness.js';

/** None before its hours open, and those that come do so as soon after that as they ought to. That one never came the ledger of alerts knows. */
export function compareOpenings(
  expected: Expectation,
  { arrivals }: Pick<Evidence, 'arrivals'>,
  all: readonly Outage[],
): Finding[] {
  const outages = outagesOf(expected, all);
  return expected.alerts.flatMap(({ key, deferredUntil }): Finding[] => {
    const first = arrivals.find((arrival) => arrival.key === key);
    if (deferredUntil === undefined || !first) return [];
    const when = `${key}: its hours opened ${clock(deferredUntil)}, it came ${clock(first.at)}`;
    if (first.at < deferredUntil) return [{ kind: 'different', what: when }];
    return first.at > latestFor(deferredUntil, outages) ? [{ kind: 'late', what: when }] : [];
  });
}
