/** The few numbers that one looks at first. */
import type { Tile } from '../page/page.js';
import { comparableBreaches, counted, share, type Comparison } from './comparison.js';
import type { Tally } from './tally.js';

/** `less`: the fewer the better; of the others that is for the desk to say. */
const TILES: readonly { key: NumberOf; name: string; less?: true }[] = [
  { key: 'escalations', name: 'Escalations' },
  { key: 'alerts', name: 'Alerts' },
  { key: 'alertsAtNight', name: 'Alerts at night', less: true },
  { key: 'peopleWoken', name: 'At night to a person', less: true },
  { key: 'breaches', name: 'Breached targets', less: true },
];

type NumberOf = { [K in keyof Tally]: Tally[K] extends number ? K : never }[keyof Tally];

export function tilesOf({ sides }: Comparison): Tile[] {
  const breaches = comparableBreaches(sides);
  return TILES.map(({ key, name, less }) => {
    if (key !== 'breaches')
      return tile(
        name,
        sides.map(({ tally }) => tally[key]),
        less,
      );
    const which = breaches.clocks.map((clock) => clock.replaceAll('_', ' ')).join(', ');
    return tile(breaches.areAll ? name : `Breached: ${which}`, breaches.values, less);
  });
}

function tile(name: string, values: readonly number[], less = false): Tile {
  const [value = 0, earlier] = values;
  const head = { name, number: counted(value) };
  if (earlier === undefined) return head;
  const words = value === earlier ? 'as before' : `${changeWords(value, earlier)}, was ${counted(earlier)}`;
  if (!less || value === earlier) return { ...head, change: { words } };
  return { ...head, change: { words, kind: value < earlier ? 'good' : 'bad' } };
}

/** Short, so that it stays on one line; every number is in the tables below. */
function changeWords(value: number, earlier: number): string {
  const sign = value < earlier ? '−' : '+';
  return earlier === 0 ? `${sign}${counted(value)}` : `${sign}${share(value, earlier)} %`;
}
