/** Plays one scenario: the stage, the stories and the fault side by side, quiet, and the ledger. */
import { setMaxListeners } from 'node:events';
import type { Keeper } from '../../dev/keeper.js';
import { compareAlerts, duplicatesAmong, type Excuses } from './ledger/alerted.js';
import { apart, byTicket, readEvidence } from './ledger/evidence.js';
import { expect, transitionsOf, type Expectation } from './ledger/expectation.js';
import type { Finding } from './ledger/finding.js';
import { readRuns, type Run } from './ledger/histories.js';
import { compareWakes, timesOf, type Times } from './ledger/lateness.js';
import { compareLog, compareTicket } from './ledger/written.js';
import { untilQuiet } from './quiet.js';
import { Random } from './random.js';
import type { Result, Scenario } from './scenario.js';
import { storyOf } from './tickets/story.js';
import { OPENED, tell, type Told } from './tickets/teller.js';
import { Stage } from './world/stage.js';
import type { Server } from './world/server.js';
import type { SmallDisk } from './world/small-disk.js';

export interface Playground {
  seed: number;
  folder: string;
  keeper: Keeper;
  temporal: Server;
  mongo: Server;
  disk?: SmallDisk;
}

const TICKETS = 50;
const QUIET_S = 150;

export async function play(scenario: Scenario, ground: Playground): Promise<Result> {
  const { name, what, settings = {}, limits = {}, workers = 1 } = scenario;
  const begun = Date.now();
  const stories = storiesOf(scenario, ground.seed);
  const ticketIds = stories.map(({ ticket }) => ticket.ticketId);
  const stage = await Stage.set({ ...ground, name, settings, limits, ticketIds });
  try {
    await Promise.all(Array.from({ length: workers }, () => stage.startWorker()));
    const start = Date.now();
    const told = await sideBySide(
      (signal) => Promise.all(stories.map((story) => tell(stage.rung, story, start, signal))),
      () => scenario.fault(stage),
    );
    const restless = await untilQuiet(stage, ticketIds, (scenario.quiet ?? QUIET_S) * 1000);
    const judged = await judge(scenario, stage, ticketIds, told.flat(), restless);
    return { name, what, seed: ground.seed, tickets: ticketIds.length, took: Date.now() - begun, ...judged };
  } finally {
    await stage.strike();
  }
}

/** A fault that could not be made ends the stories, and nothing goes on when this has rejected. */
async function sideBySide<T>(tellAll: (signal: AbortSignal) => Promise<T>, fault: () => Promise<void>): Promise<T> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every story that waits listens
  const [told, made] = await Promise.allSettled([
    tellAll(stop.signal),
    fault().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  ]);
  if (made.status === 'rejected') throw made.reason;
  if (told.status === 'rejected') throw told.reason;
  return told.value;
}

function storiesOf({ name, story = storyOf, tickets = TICKETS }: Scenario, seed: number) {
  return Array.from({ length: tickets }, (_, n) => {
    return story(new Random(seed, `${name}-${n + 1}`), `${name}-${seed}-${n + 1}`, tickets);
  });
}

type Judged = Pick<Result, 'findings' | 'facts' | 'transitions' | 'messages' | 'duplicates'> & Times;

async function judge(
  scenario: Scenario,
  stage: Stage,
  ticketIds: string[],
  told: Told[],
  restless: string[],
): Promise<Judged> {
  const excuses: Excuses = { duplicates: false, unreachable: [], ...scenario.excuses };
  const evidence = await readEvidence(stage);
  const evidenceOf = apart(evidence);
  const runsOf = byTicket(await readRuns(stage.client, stage.id), ({ ticketId }) => ticketId);
  const toldOf = byTicket(told, ({ ticketId }) => ticketId);
  const findings: Finding[] = restless.map((what) => ({ kind: 'stuck', what }));
  const expectations: Expectation[] = [];
  for (const ticketId of ticketIds) {
    const runs = runsOf(ticketId);
    findings.push(...brokenRuns(runs));
    if (runs.length === 0) findings.push({ kind: 'lost', what: `ticket ${ticketId} has no workflow` });
    else expectations.push(expect(ticketId, runs));
  }
  for (const expected of expectations) {
    const own = evidenceOf(expected.ticketId);
    findings.push(...compareLog(expected, own), ...compareTicket(expected, own));
    findings.push(...compareAlerts(expected, own, excuses));
    findings.push(...compareWakes(expected, stage.outages, Date.now()));
    findings.push(...unheard(expected, toldOf(expected.ticketId)));
  }
  findings.push(...unanswered(told));
  const transitions = expectations.reduce((sum, expected) => sum + transitionsOf(expected), 0);
  const messages = evidence.arrivals.length;
  const least = scenario.least ?? { transitions: ticketIds.length, messages: 2 * ticketIds.length };
  if (transitions < least.transitions) findings.push({ kind: 'too little', what: `${transitions} transitions` });
  if (messages < least.messages) findings.push({ kind: 'too little', what: `${messages} messages` });
  findings.push(...((await scenario.check?.(stage, evidence, expectations)) ?? []));
  return {
    findings,
    facts: told.length,
    transitions,
    messages,
    duplicates: duplicatesAmong(evidence.arrivals),
    ...timesOf(expectations, stage.outages),
  };
}

function brokenRuns(runs: readonly Run[]): Finding[] {
  return runs.flatMap(({ ticketId, trouble, divergence, status }): Finding[] => [
    ...(trouble === undefined
      ? []
      : [{ kind: 'stuck' as const, what: `${ticketId}: workflow task failed: ${trouble}` }]),
    ...(divergence === undefined ? [] : [{ kind: 'different' as const, what: `${ticketId} on replay: ${divergence}` }]),
    ...(['FAILED', 'TERMINATED', 'TIMED_OUT', 'CANCELLED'].includes(status)
      ? [{ kind: 'lost' as const, what: `the workflow of ${ticketId} has ${status}` }]
      : []),
  ]);
}

/** What was acknowledged to its sender and never came to the ticket; what was ignored need not have. */
function unheard({ ticketId, heard }: Expectation, told: readonly Told[]): Finding[] {
  return told
    .filter((one) => one.outcome === 'accepted' && one.id !== OPENED && !heard.has(one.id))
    .map(({ id }) => ({ kind: 'lost', what: `fact ${id} of ${ticketId} was acknowledged and never heard` }));
}

function unanswered(told: Told[]): Finding[] {
  return told
    .filter(({ outcome }) => outcome === 'unanswered')
    .map(({ ticketId, id, why }) => ({ kind: 'stuck', what: `${id} of ${ticketId} was not acknowledged: ${why}` }));
}
