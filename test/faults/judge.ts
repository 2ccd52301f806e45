/** The ledger: what ought to have happened to the tickets of a stage, against what the world has seen. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tooLittle, type Floor } from './floor.js';
import { compareAlerts, duplicatesAmong, type Excuses } from './ledger/alerted.js';
import { apart, byTicket, readEvidence } from './ledger/evidence.js';
import { expect, transitionsOf, type Expectation } from './ledger/expectation.js';
import type { Finding } from './ledger/finding.js';
import { keepHistories, readRuns, type Run } from './ledger/histories.js';
import { compareWakes, lostTasks, outageAt, timesOf, type Times } from './ledger/lateness.js';
import { compareOpenings } from './ledger/openings.js';
import { compareWorkerLogs } from './ledger/worker-logs.js';
import { compareLog, compareTicket } from './ledger/written.js';
import type { Result, Scenario } from './scenario.js';
import { OPENED, type Told } from './tickets/teller.js';
import type { Stage } from './world/stage.js';

/** What the ledger says. */
export type Judgement = Pick<
  Result,
  'findings' | 'facts' | 'transitions' | 'messages' | 'notes' | 'superseded' | 'duplicates' | 'lostTasks'
> &
  Times;

/** @param restless what still stirred when the time was up. */
export async function judge(
  scenario: Pick<Scenario, 'excuses' | 'check'>,
  stage: Stage,
  floor: Floor,
  told: Told[],
  restless: string[],
): Promise<{ judgement: Judgement; expectations: Expectation[] }> {
  const { ticketIds } = stage;
  const excuses: Excuses = { duplicates: false, unreachable: [], ...scenario.excuses };
  const evidence = await readEvidence(stage);
  const evidenceOf = apart(evidence);
  const runsOf = byTicket(await readRuns(stage.client, stage.id, stage.witness), ({ ticketId }) => ticketId);
  const toldOf = byTicket(told, ({ ticketId }) => ticketId);
  const findings = [
    ...stage.workers.filter(({ fallen }) => fallen).map(({ pid }) => `worker ${pid} ended by itself`),
    ...restless,
  ].map((what): Finding => ({ kind: 'stuck', what }));
  findings.push(...(await compareWorkerLogs(stage.workers)));
  const expectations: Expectation[] = [];
  for (const ticketId of ticketIds) {
    const runs = runsOf(ticketId);
    findings.push(...brokenRuns(runs));
    if (runs.length === 0) findings.push({ kind: 'lost', what: `ticket ${ticketId} has no workflow` });
    else expectations.push(expect(ticketId, runs));
  }
  for (const expected of expectations) {
    const seen = evidenceOf(expected.ticketId);
    const own = [
      ...compareLog(expected, seen),
      ...compareTicket(expected, seen),
      ...compareAlerts(expected, seen, excuses),
      ...compareWakes(expected, stage.outages, Date.now()),
      ...compareOpenings(expected, seen, stage.outages),
      ...unheard(expected, toldOf(expected.ticketId)),
    ];
    if (own.length > 0) await keepHistories(expected.runs, join(stage.options.folder, 'histories'));
    findings.push(...own);
  }
  findings.push(...unanswered(told));
  const transitions = expectations.reduce((sum, expected) => sum + transitionsOf(expected), 0);
  const messages = evidence.arrivals.length;
  findings.push(
    ...tooLittle(transitions, floor.least.transitions, 'transitions'),
    ...tooLittle(messages, floor.least.messages, 'messages'),
    ...((await scenario.check?.(stage, evidence, expectations, floor)) ?? []),
  );
  await writeFile(join(stage.options.folder, 'outages.json'), JSON.stringify(stage.outages, null, 1));
  const judgement = {
    findings,
    facts: told.length,
    transitions,
    messages,
    notes: stage.notes,
    superseded: [...evidence.alerts.values()].filter(({ state }) => state === 'superseded').length,
    duplicates: duplicatesAmong(evidence.arrivals),
    lostTasks: expectations.flatMap(lostTasks).filter(({ from }) => !outageAt(stage.outages, from)).length,
    ...timesOf(expectations, stage.outages),
  };
  return { judgement, expectations };
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
