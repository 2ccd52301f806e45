/** A scenario of another time. */
import type { Scenario } from './scenarios.js';

const DAY = 86_400_000;

/** The same so many weeks later: every date in the policy and every instant of the timeline. Weekdays stay what they are. */
export function later({ policy, timeline }: Scenario, weeks: number): Scenario {
  const moved = (text: string) => text.replaceAll(/\b\d{4}-\d{2}-\d{2}/g, (date) => movedDate(date, weeks));
  const again = <T>(value: T) => JSON.parse(moved(JSON.stringify(value))) as T;
  return { policy: again(policy), timeline: again(timeline) };
}

function movedDate(date: string, weeks: number): string {
  return new Date(Date.parse(date) + weeks * 7 * DAY).toISOString().slice(0, 10);
}
