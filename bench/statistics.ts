/** Medians and percentiles. */

/** The value below which a share (0 to 1) of the values lies, by nearest rank; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  return nearestRank(ascending(values), share);
}

/** The middle value, or the mean of the two in the middle; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const half = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(half)]!;
  return (sorted[half - 1]! + sorted[half]!) / 2;
}

export interface Spread {
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  max: number;
  /** The least value, and each percentile from the first to the hundredth: enough to draw them. Empty for no values. */
  percentiles: number[];
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = ascending(values);
  const at = (share: number) => nearestRank(sorted, share);
  const percentiles = sorted.length === 0 ? [] : Array.from({ length: 101 }, (_, percent) => at(percent / 100));
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), max: at(1), percentiles };
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** So that 7 % of 100 are the 7 that they are, and not a hair more. */
const HAIR = 1e-9;

function nearestRank(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length - HAIR) - 1))] ?? NaN;
}
