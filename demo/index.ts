/** The demonstration: a story of a day, told in a minute to the real engine, and what the engine really did. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TicketNotFoundError, type Rung } from '../src/client/index.js';
import { HOUR, type Policy } from '../src/domain/rules/policy.js';
import type { DecisionLine } from '../src/domain/ticket/view.js';
import { hashPolicy } from '../src/policy/hash.js';
import type { TicketArchive } from '../src/store/port.js';
import type { Terminal } from '../src/cli/terminal.js';
import { Listener } from './listener.js';
import { Pace, STORY_HOUR } from './pace.js';
import { StoryPage } from './page.js';
import { readScript, type FactEvent, type Script } from './script.js';
import { tellAll } from './teller.js';
import { differences, longestDelay } from './verdict.js';

export interface Stage {
  /** Opens tickets with the quickened policy. */
  rung: Rung;
  archive: TicketArchive;
  /** The policy as it is written. */
  policy: Policy;
  terminal: Terminal;
  stopped: AbortSignal;
}

export interface Told {
  ticketIds: string[];
  /** How what happened differs from what the simulation says; empty when it does not. */
  differences: string[];
  /** By ticket id, how many alerts its transitions asked for. */
  alerts: Map<string, number>;
  /** Those that are still open at the end. */
  open: string[];
  /** How long after its instant the latest decision came, in milliseconds of the clock on the wall. */
  late: number;
}

/** How long the last decisions may take to be read. */
const PATIENCE_MS = 15_000;
const POLL_MS = 100;

/** Tells the story once more, under a run number of its own. @throws AbortError when it is stopped */
export async function tellStory({ rung, archive, policy, terminal, stopped }: Stage): Promise<Told> {
  const script = await readScript(policy, hashPolicy(policy), terminal);
  const run = await nextRun(rung, archive, script.ticketIds[0]!);
  const idOf = (storyId: string) => `${storyId}.${run}`;
  const ticketIds = script.ticketIds.map(idOf);
  const pace = new Pace(script.begins, Date.now() + 500);
  const page = new StoryPage(terminal, policy, idOf, Math.max(...ticketIds.map((id) => id.length)));
  const listener = new Listener({
    archive,
    ticketIds,
    toStory: (line) => toStory(line, pace, run),
    heard: (line) => page.decision(line),
  });
  const over = new AbortController();
  const signal = AbortSignal.any([stopped, over.signal]);
  const log = listener.follow(over.signal);
  const telling = tellAll(script.events, {
    rung,
    pace,
    idOf,
    heard: (event) => page.fact(event),
    ignored: (event) => listener.addIgnored(ignoredLine(event)),
    stopped: signal,
  }).then(() => allDecided(script, listener, pace, signal));
  try {
    await Promise.race([telling, log]);
  } finally {
    over.abort();
    await Promise.allSettled([telling, log]);
  }
  const happened = listener.byTicket(script.ticketIds);
  const late = (longestDelay(script.expected, happened) / HOUR) * STORY_HOUR;
  const alerts = new Map([...happened].map(([id, lines]) => [idOf(id), alertsIn(lines)]));
  return {
    ticketIds,
    open: [...happened].flatMap(([id, lines]) => (isClosed(lines) ? [] : idOf(id))),
    differences: differences(script.expected, happened),
    alerts,
    late,
  };
}

/** The first run number that no ticket of an earlier story has. */
async function nextRun(rung: Rung, archive: TicketArchive, storyId: string): Promise<number> {
  for (let run = 1 + (await archive.count({ _id: { $regex: `^${storyId}\\.` } })); ; run++) {
    try {
      await rung.getState(`${storyId}.${run}`);
    } catch (error) {
      if (error instanceof TicketNotFoundError) return run;
      throw error;
    }
  }
}

/** A decision of this run as the story tells it. */
function toStory(line: DecisionLine, pace: Pace, run: number): DecisionLine {
  const story = (at: string) => new Date(pace.inTheStory(Date.parse(at))).toISOString();
  const ticketId = line.ticketId.slice(0, -`.${run}`.length);
  return {
    ...line,
    ticketId,
    at: story(line.at),
    ...('until' in line && line.until !== null && { until: story(line.until) }),
  };
}

function isClosed(lines: DecisionLine[]): boolean {
  return lines.findLast(({ kind }) => kind === 'closed' || kind === 'reopened')?.kind === 'closed';
}

function alertsIn(lines: DecisionLine[]): number {
  return lines.reduce((sum, line) => sum + ('notify' in line ? line.notify.length : 0), 0);
}

function ignoredLine(event: FactEvent): DecisionLine {
  return { at: new Date(event.at).toISOString(), ticketId: event.ticketId, kind: 'ignored', event: event.fact.type };
}

/** Waits for the story's end, then for decisions that are still missing. */
async function allDecided(
  { ends, expected, ticketIds }: Script,
  listener: Listener,
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  await sleep(Math.max(0, pace.onTheWall(ends) - Date.now()), undefined, { signal });
  const patience = Date.now() + PATIENCE_MS;
  const missing = () => {
    const happened = listener.byTicket(ticketIds);
    return [...expected].some(([id, lines]) => happened.get(id)!.length < lines.length);
  };
  while (missing() && Date.now() < patience) await sleep(POLL_MS, undefined, { signal });
}
