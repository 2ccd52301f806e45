/** What changes, in one sentence. */
import { comparableBreaches, counted, type Comparison } from './comparison.js';

export function headlineOf({ sides }: Comparison): string {
  const [now, before] = sides;
  const { alerts, alertsAtNight, escalations, breaches } = now.tally;
  if (!before) {
    return `${now.name}: ${many(escalations, 'escalation')}, ${many(alerts, 'alert')} (${counted(alertsAtNight)} at night), ${many(breaches, 'breached target')}`;
  }
  const [breachesNow, breachesBefore] = comparableBreaches(sides).values as [number, number];
  const changes = [
    ...changed('alerts', alerts, before.tally.alerts),
    ...changed('alerts at night', alertsAtNight, before.tally.alertsAtNight),
    ...changed('breached targets', breachesNow, breachesBefore),
  ];
  const what = changes.length > 0 ? inList(changes) : 'as many alerts and breached targets';
  return `${now.name} instead of ${before.name}: ${what}`;
}

function changed(what: string, now: number, before: number): string[] {
  if (now === before) return [];
  const word = now < before ? 'fewer' : 'more';
  if (before === 0 || Math.abs(now - before) < 10) return [`${counted(Math.abs(now - before))} ${word} ${what}`];
  if (now === 0) return [`no ${what}`];
  const share = Math.round((100 * Math.abs(now - before)) / before);
  return [share === 0 ? `hardly ${word} ${what}` : `${counted(share)} % ${word} ${what}`];
}

function inList(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function many(count: number, what: string): string {
  return `${counted(count)} ${what}${count === 1 ? '' : 's'}`;
}
