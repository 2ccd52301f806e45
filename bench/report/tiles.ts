/** The few numbers that one looks at first. */
import type { Tile } from '../../src/cli/page/page.js';
import type { Results } from '../run.js';
import { total } from '../cpu.js';
import { median } from '../statistics.js';
import { costOfWaiting, shown } from './tables.js';

export function tilesOf({ life, storms, calm, options }: Results): Tile[] {
  const tiles: Tile[] = [];
  const perSecond = (side: 'bare' | 'rung') => median((storms[side] ?? []).map((storm) => storm.perSecond));
  if (calm.rung) {
    const { decided, told } = calm.rung;
    const open = options.calm.open.toLocaleString('en');
    tiles.push({ number: time(told.p99), name: `p99 from a deadline to the alert, ${open} tickets open` });
    tiles.push({ number: time(decided.p50), name: 'median from a deadline to the decision' });
    tiles.push({
      number: `${shown(costOfWaiting(calm.rung), 1)} ms/s`,
      name: 'processor time of 1,000 waiting tickets',
    });
  }
  if (storms.rung && storms.bare) {
    const share = shown(perSecond('rung') / perSecond('bare'), 2);
    const speed = shown(perSecond('rung'), 1);
    tiles.push({ number: `${speed}/s`, name: `transitions in a storm: ${share} of a bare workflow` });
  }
  if (life.rung) {
    const { actions, events } = life.rung;
    tiles.push({ number: `${total(actions)}`, name: `Temporal Cloud Actions in a ticket’s life, ${events} events` });
  }
  return tiles;
}

function time(ms: number): string {
  return ms < 1_000 ? `${shown(ms, 0)} ms` : `${shown(ms / 1_000, 1)} s`;
}
