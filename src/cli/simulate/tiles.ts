/** The few numbers that one looks at first. */
import type { Tile } from '../page/page.js';
import { comparableBreaches, counted, difference, type Comparison } from './comparison.js';
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
    return tile(breaches.areAll ? name : `${name}: ${breaches.clocks.join(', ')}`, breaches.values, less);
  });
}

function tile(name: string, values: readonly number[], less = false): Tile {
  const [value = 0, earlier] = values;
  const head = { name, number: counted(value) };
  if (earlier === undefined) return head;
  const change = difference(values);
  const words = change === '=' ? 'as before' : `${change}, instead of ${counted(earlier)}`;
  if (!less || value === earlier) return { ...head, change: { words } };
  return { ...head, change: { words, kind: value < earlier ? 'good' : 'bad' } };
}
