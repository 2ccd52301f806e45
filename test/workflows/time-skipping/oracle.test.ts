/**
 * Random policies and lives of tickets, made from what policies mean alone, in true durations: the workflow decides what the oracle does,
 * to the millisecond. All of them live at once, since time is one for all.
 */
import { expect } from 'vitest';
import { later } from '../../support/reference/later.js';
import { randomScenario } from '../../support/reference/scenarios.js';
import { arrival, RandomLife } from '../../support/random-life.js';
import { deskIn, skipTo, test, warmUp } from '../../support/time-skipping.js';

const LIVES = 40;
const FIRST_SEED = 1;
const MOST_LINES = 12;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So that days on which clocks change fall where they did. */
const A_YEAR = 52;

const KINDS = ['escalated', 'deescalated', 'notified', 'held', 'closed', 'reopened'].map((kind) => `"kind":"${kind}"`);
const PARTS = ['"repeat":', '"onCall":', '"deferred":', '"by":"snooze"', '"by":"acknowledgement"'];

test(`${LIVES} random lives go as the oracle says`, { timeout: 120_000 }, async ({ env, skip }) => {
  if (!env) return skip('there is no time-skipping server on this machine');
  await warmUp(env);
  const desk = await deskIn(env, undefined, LIVES);
  const begins = await env.currentTimeMs();
  const lives: RandomLife[] = [];
  for (let seed = FIRST_SEED; lives.length < LIVES; seed++) {
    const scenario = randomScenario(seed);
    const years = Math.ceil((begins + DAY - arrival(scenario.timeline[0]!)) / (A_YEAR * 7 * DAY));
    const life = new RandomLife(desk, `S-${seed}`, later(scenario, years * A_YEAR), MOST_LINES, 8 * HOUR);
    // Weeks in which nothing is told say little, and take long.
    if (arrival(life.lines.at(-1)!) - arrival(life.lines[0]!) < 4 * DAY) lives.push(life);
  }
  const told = lives.flatMap((life) => life.lines.map((line) => ({ life, line })));
  for (const { life, line } of told.sort((a, b) => arrival(a.line) - arrival(b.line))) {
    await skipTo(env, arrival(line));
    await life.tell(line, await env.currentTimeMs());
  }
  // What a ticket owes may wait for hours.
  for (const life of lives) while (!(await life.isOver())) await env.sleep(HOUR);

  const decided: string[] = [];
  for (const life of lives) decided.push(...(await life.judge()));
  for (const part of [...KINDS, ...PARTS]) {
    expect(
      decided.some((line) => line.includes(part)),
      part,
    ).toBe(true);
  }
  expect(decided.length).toBeGreaterThan(LIVES * 4);
  await desk.expectAlerts(...desk.world.keys());
  await desk.close();
});
