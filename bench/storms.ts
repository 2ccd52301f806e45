/** Storms on fresh workers. */
import type { Side } from './side.js';
import { measureStorm, TooSlowError, type Storm, type StormPlan } from './storm.js';
import { warmUp } from './warm-up.js';

/** A storm on a side of its own; a second, slower try where the tickets were not open in time. */
export async function stormOn(
  start: () => Promise<Side>,
  label: string,
  plan: StormPlan,
  random: () => number,
): Promise<Storm> {
  try {
    return await attempt(start, label, plan, random);
  } catch (error) {
    if (!(error instanceof TooSlowError)) throw error;
    return attempt(start, `${label}-again`, { ...plan, startsPerSecond: plan.startsPerSecond / 2 }, random);
  }
}

async function attempt(
  start: () => Promise<Side>,
  label: string,
  plan: StormPlan,
  random: () => number,
): Promise<Storm> {
  const side = await start();
  try {
    await warmUp(side, `${label}-warm`, plan.width);
    return await measureStorm(side, label, plan, random);
  } finally {
    await side.stop();
  }
}
