/** What changes, in one sentence. */
import { comparableBreaches, counted, share, type Comparison } from './comparison.js';

export function headlineOf({ sides }: Comparison): string {
  const [now, before] = sides;
  const { alerts, alertsAtNight, escalations, breaches } = now.tally;
  if (!before) {
    return `${now.name}: ${many(escalations, 'escalation')}, ${many(alerts, 'alert')} (${counted(alertsAtNight)} at night), ${many(breaches, 'breached target')}`;
  }
  const [breachesNow, breachesBefore] = comparableBreaches(sides).values as [number, number];
  const changes = [
    ...changed(['alert', 'alerts'], alerts, before.tally.alerts),
    ...changed(['alert at night', 'alerts at night'], alertsAtNight, before.tally.alertsAtNight),
    ...changed(['breached target', 'breached targets'], breachesNow, breachesBefore),
  ];
  const what = changes.length > 0 ? inList(changes) : 'as many alerts and breached targets';
  return `${now.name} instead of ${before.name}: ${what}`;
}

function changed([one, what]: readonly [string, string], now: number, before: number): string[] {
  if (now === before) return [];
  const word = now < before ? 'fewer' : 'more';
  const change = Math.abs(now - before);
  if (before === 0 || change < 10) return [`${counted(change)} ${word} ${change === 1 ? one : what}`];
  if (now === 0) return [`no ${what}`];
  if (now < 10) return [`${counted(now)} in place of ${counted(before)} ${what}`];
  const percent = share(now, before);
  return [percent === '0' ? `hardly ${word} ${what}` : `${percent} % ${word} ${what}`];
}

function inList(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function many(count: number, what: string): string {
  return `${counted(count)} ${what}${count === 1 ? '' : 's'}`;
}
