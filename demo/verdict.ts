/** Whether what happened is what `rung simulate` says of the same story. */
import type { DecisionLine } from '../src/domain/ticket/view.js';

/** One sentence for each ticket whose decisions differ; instants are not compared. */
export function differences(
  expected: ReadonlyMap<string, DecisionLine[]>,
  happened: ReadonlyMap<string, DecisionLine[]>,
): string[] {
  return [...expected].flatMap(([ticketId, lines]) => {
    const told = (happened.get(ticketId) ?? []).map(withoutTime);
    const foretold = lines.map(withoutTime);
    const first = [...foretold, undefined].findIndex((line, i) => line !== told[i]);
    if (first < 0) return [];
    return `${ticketId}: decision ${first + 1} is ${told[first] ?? 'missing'}; simulate says ${foretold[first] ?? 'there is none'}`;
  });
}

/** How long after its instant the latest decision came, on the clock of the lines. */
export function longestDelay(
  expected: ReadonlyMap<string, DecisionLine[]>,
  happened: ReadonlyMap<string, DecisionLine[]>,
): number {
  const delays = [...expected].flatMap(([ticketId, lines]) =>
    lines.map((line, i) => Date.parse(happened.get(ticketId)?.[i]?.at ?? line.at) - Date.parse(line.at)),
  );
  return Math.max(0, ...delays);
}

function withoutTime(line: DecisionLine): string {
  const timeless = Object.entries(line).filter(([key]) => !['at', 'ticketId', 'until'].includes(key));
  return JSON.stringify(Object.fromEntries(timeless.sort(([a], [b]) => (a < b ? -1 : 1))));
}
