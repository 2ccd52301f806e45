/** `12 of 25 min, telling: 1,440 of 3,000 tickets opened, seed 7`. */
export function progressLine(
  doing: string,
  passed: number,
  minutes: number,
  opened: number,
  tickets: number,
  seed: number,
): string {
  const [some, all] = [opened, tickets].map((count) => count.toLocaleString('en'));
  return `${Math.round(passed)} of ${minutes} min, ${doing}: ${some} of ${all} tickets opened, seed ${seed}`;
}
