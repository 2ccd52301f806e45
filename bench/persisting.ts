/** The two ways to the database side by side: a local activity, as Rung has it, and a normal one. */
import { measureRungLife, type Life } from './life.js';
import { shuffled } from './random.js';
import type { Ground } from './side.js';
import { RungSide } from './sides/rung.js';
import type { Storm, StormPlan } from './storm.js';
import { stormOn } from './storms.js';

export const WAYS = ['persist-locally', 'persist-normally'] as const;
export type Way = (typeof WAYS)[number];

export type Persisting = Record<Way, { storm: Storm; life: Life }>;

/** One round, in an order that the seed decides. */
export async function comparePersisting(
  ground: Ground,
  label: string,
  plan: StormPlan,
  random: () => number,
): Promise<Persisting> {
  const found: Partial<Persisting> = {};
  for (const way of shuffled(WAYS, random)) {
    const start = () => RungSide.start(ground, way);
    const storm = await stormOn(start, `${label}-${way}`, plan, random);
    const side = await start();
    try {
      found[way] = { storm, life: await measureRungLife(side) };
    } finally {
      await side.stop();
    }
  }
  return found as Persisting;
}
