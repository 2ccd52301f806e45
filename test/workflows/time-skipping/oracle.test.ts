/**
 * Random policies and lives of tickets, made from what policies mean alone, in true durations: the workflow decides what the oracle does,
 * to the millisecond. All of them live at once, since time is one for all.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect } from 'vitest';
import { later } from '../../support/reference/later.js';
import { randomScenario } from '../../support/reference/scenarios.js';
import { arrival, decisionsIn, lifeIn, RandomLife } from '../../support/random-life.js';
import type { Desk } from '../../support/desk.js';
import { deskIn, skipTo, test, warmUp } from '../../support/time-skipping.js';

/** `RUNG_RUNS` multiplies them. */
const LIVES = 12 * Number(process.env['RUNG_RUNS'] ?? 1);
/** The dozen from here on has something of everything, and tickets that are handed back. */
const FIRST = 180;
const SEED = Number(process.env['SEED'] ?? FIRST);
const MOST_LINES = 12;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So that days on which clocks change fall where they did. */
const A_YEAR = 52;

const SEEN = [
  ...['escalated', 'deescalated', 'notified', 'held', 'closed', 'reopened'].map((kind) => `"kind":"${kind}"`),
  ...['"repeat":', '"onCall":', '"deferred":', '"by":"snooze"', '"by":"acknowledgement"', '"by":"auto_close"'],
];

/** Those of which there is something to say: neither nothing happens nor the same again and again, in weeks. */
function livesFrom(seed: number, desk: Desk, now: number): RandomLife[] {
  const lives: RandomLife[] = [];
  for (let nth = seed; lives.length < LIVES; nth++) {
    const scenario = randomScenario(nth);
    const years = Math.ceil((now + DAY - arrival(scenario.timeline[0]!)) / (A_YEAR * 7 * DAY));
    const moved = later(scenario, years * A_YEAR);
    const lines = lifeIn(moved, `S-${nth}`, MOST_LINES, 8 * HOUR);
    if (arrival(lines.at(-1)!) - arrival(lines[0]!) > 4 * DAY) continue;
    const decisions = decisionsIn(moved.policy, lines);
    if (decisions > 5 && decisions < 20) lives.push(new RandomLife(desk, moved.policy, lines));
  }
  return lives;
}

test(
  `${LIVES} random lives from seed ${SEED} on go as the oracle says`,
  { timeout: 300_000 },
  async ({ env, skip }) => {
    if (!env) return skip('there is no time-skipping server on this machine');
    await warmUp(env);
    const desk = await deskIn(env, undefined, LIVES);
    const decided = await lived(env, livesFrom(SEED, desk, await env.currentTimeMs())).catch(async (error: unknown) => {
      // What it had not announced yet is no news beside this.
      await desk.close().catch(() => undefined);
      throw error;
    });
    await desk.expectAlerts(...desk.world.keys());
    await desk.close();
    expect(decided.length).toBeGreaterThan(LIVES * 5);
    if (SEED !== FIRST) return;
    for (const part of SEEN) {
      expect(
        decided.filter((line) => line.includes(part)),
        part,
      ).not.toEqual([]);
    }
  },
);

/** All of them, line by line, and what was decided. */
async function lived(env: TestWorkflowEnvironment, lives: readonly RandomLife[]): Promise<string[]> {
  const told = lives.flatMap((life) => life.lines.map((line) => ({ life, line })));
  for (const { life, line } of told.sort((a, b) => arrival(a.line) - arrival(b.line))) {
    await skipTo(env, arrival(line));
    await life.tell(line);
  }
  // What a ticket owes may wait for hours.
  for (const life of lives) while (!(await life.isOver())) await env.sleep(HOUR);
  return (await Promise.all(lives.map((life) => life.judge()))).flat();
}
