/**
 * Random policies and lives of tickets, made from what policies mean alone, in true durations: the workflow decides what the oracle does,
 * to the millisecond. All of them live at once, since time is one for all.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { expect } from 'vitest';
import { later } from '../../support/reference/later.js';
import { randomScenario } from '../../support/reference/scenarios.js';
import { arrival, decisionsIn, lifeIn, RandomLife, type LifeLine } from '../../support/random-life.js';
import type { WrittenPolicy } from '../../support/reference/written.js';
import { deskIn, skipTo, test, warmUp } from '../../support/time-skipping.js';

/** At least; `RUNG_RUNS` multiplies them. */
const LIVES = 12 * Number(process.env['RUNG_RUNS'] ?? 1);
const SEED = Number(process.env['SEED'] ?? 180);
const MOST_LINES = 12;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** So that days on which clocks change fall where they did. */
const A_YEAR = 52;

/** There are more lives than asked for until something of everything is to be expected of them. */
const SEEN = [
  ...['escalated', 'deescalated', 'notified', 'held', 'closed', 'reopened'].map((kind) => `"kind":"${kind}"`),
  ...['"repeat":', '"onCall":', '"deferred":', '"by":"snooze"', '"by":"acknowledgement"', '"by":"auto_close"'],
];

interface Chosen {
  policy: WrittenPolicy;
  lines: LifeLine[];
}

/** Those of which there is something to say: neither nothing happens nor the same again and again, in weeks. */
function livesFrom(seed: number, now: number): Chosen[] {
  const lives: Chosen[] = [];
  const unseen = new Set(SEEN);
  for (let nth = seed; lives.length < LIVES || unseen.size > 0; nth++) {
    const scenario = randomScenario(nth);
    const years = Math.ceil((now + DAY - arrival(scenario.timeline[0]!)) / (A_YEAR * 7 * DAY));
    const moved = later(scenario, years * A_YEAR);
    const lines = lifeIn(moved, `S-${nth}`, MOST_LINES, 8 * HOUR);
    if (arrival(lines.at(-1)!) - arrival(lines[0]!) > 4 * DAY) continue;
    const decisions = decisionsIn(moved.policy, lines);
    if (decisions.length <= 5 || decisions.length >= 20) continue;
    const news = SEEN.filter((part) => unseen.has(part) && decisions.some((line) => line.includes(part)));
    if (lives.length >= LIVES && news.length === 0) continue;
    for (const part of news) unseen.delete(part);
    lives.push({ policy: moved.policy, lines });
  }
  return lives;
}

test(
  `${LIVES} random lives or more, from seed ${SEED} on, go as the oracle says`,
  { timeout: 300_000 },
  async ({ env, skip }) => {
    if (!env) return skip('there is no time-skipping server on this machine');
    await warmUp(env);
    const chosen = livesFrom(SEED, await env.currentTimeMs());
    const desk = await deskIn(env, undefined, chosen.length);
    const lives = chosen.map(({ policy, lines }) => new RandomLife(desk, policy, lines));
    const decided = await lived(env, lives).catch(async (error: unknown) => {
      // What it had not announced yet is no news beside this.
      await desk.close().catch(() => undefined);
      throw error;
    });
    await desk.expectAlerts(...desk.world.keys());
    await desk.close();
    expect(decided.length).toBeGreaterThan(LIVES * 5);
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
