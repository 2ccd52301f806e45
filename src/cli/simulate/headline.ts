/** What changes, in one sentence. */
import { counted, type Comparison } from './comparison.js';
import type { Tally } from './tally.js';

export function headlineOf({ sides: [now, before] }: Comparison): string {
  const { alerts, alertsAtNight, escalations, breaches } = now.tally;
  if (!before) {
    return `${now.name}: ${many(escalations, 'escalation')}, ${many(alerts, 'alert')} (${counted(alertsAtNight)} at night), ${many(breaches, 'breached target')}`;
  }
  const changes = (['alerts', 'alertsAtNight', 'breaches'] as const).flatMap((key) =>
    changed(NAMES[key], now.tally[key], before.tally[key]),
  );
  const what = changes.length > 0 ? inList(changes) : `as many ${inList(Object.values(NAMES), 'and')} as`;
  return changes.length > 0 ? `${now.name} instead of ${before.name}: ${what}` : `${now.name}: ${what} ${before.name}`;
}

const NAMES = { alerts: 'alerts', alertsAtNight: 'alerts at night', breaches: 'breached targets' } as const satisfies {
  [K in keyof Tally]?: string;
};

function changed(what: string, now: number, before: number): string[] {
  if (now === before) return [];
  const word = now < before ? 'fewer' : 'more';
  if (before === 0 || Math.abs(now - before) < 10) return [`${counted(Math.abs(now - before))} ${word} ${what}`];
  if (now === 0) return [`no ${what}`];
  const share = Math.round((100 * Math.abs(now - before)) / before);
  return [share === 0 ? `hardly ${word} ${what}` : `${counted(share)} % ${word} ${what}`];
}

function inList(parts: readonly string[], word = 'and'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

function many(count: number, what: string): string {
  return `${counted(count)} ${what}${count === 1 ? '' : 's'}`;
}
