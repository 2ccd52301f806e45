/** Workers of other versions, workers that remember little, and a policy file that breaks while everything runs. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '../../../src/client/index.js';
import { tooLittle } from '../floor.js';
import type { Random } from '../../../bench/random.js';
import type { Scenario } from '../scenario.js';
import { postponed, storyOf, type Story } from '../tickets/story.js';
import { seconds, until } from '../until.js';
import { beforeEachTimer, type Edit } from '../world/altered.js';
import { NO_WORKER } from '../world/outage.js';
import { POLICY_FILE, type Stage } from '../world/stage.js';

/** A command that no history has. */
const NOT_DETERMINISTIC = beforeEachTimer('upsertMemo({ version: 2 });');

const PATCH = 'version-2';

/** The same as a change is made: histories from before it go the old way. */
const PATCHED = beforeEachTimer(`if (patched('${PATCH}')) upsertMemo({ version: 2 });`);

/** Another text in the Web UI, which no history has. */
const COMPATIBLE: Edit = { file: 'workflows/details.js', find: '`### ${', replace: '`### Version 2: ${' };

const CHANGED_AT_S = 12;
const BEGUN_MS = 30_000;

/** No reopening: a run that begins with the changed code could not go on with the old one. */
function withoutReopening(random: Random, ticketId: string): Story {
  const story = storyOf(random, ticketId);
  return { ...story, steps: story.steps.filter(({ id }) => id !== 'again' && id !== 'angry') };
}

/** One after another: a worker that replays a ticket each time, and one at a time, has some seven a second. */
function spread(random: Random, ticketId: string): Story {
  return postponed(storyOf(random, ticketId), random.between(0, 40_000));
}

function written({ db }: Stage): Promise<number> {
  return db.collection('tickets').countDocuments();
}

async function changedCode(stage: Stage): Promise<void> {
  const { program } = stage.altered!;
  await seconds(CHANGED_AT_S);
  // Nor a run that has yet to begin, as on a busy machine.
  await until('all tickets are written', async () => (await written(stage)) === stage.ticketIds.length, BEGUN_MS, 500);
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.kill()));
    const changed = await stage.startWorker({ program, mayDiverge: true });
    await seconds(12);
    await changed.kill();
    await stage.startWorker();
  });
}

/** The workers are replaced by those of the next version, as in any deployment; it stays. */
async function deployPatch(stage: Stage): Promise<void> {
  const { program, witness } = stage.altered!;
  stage.witness = witness;
  await seconds(CHANGED_AT_S);
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.terminate()));
    await stage.startWorker({ program });
  });
}

async function rollOver(stage: Stage): Promise<void> {
  const { program } = stage.altered!;
  await seconds(4);
  const newer = await stage.startWorker({ program });
  await seconds(6);
  await stage.outage('half the workers', () => stage.workers[0]!.terminate());
  await seconds(10);
  await stage.startWorker();
  await seconds(3);
  await stage.outage('half the workers', () => newer.terminate());
}

async function breakPolicy(stage: Stage): Promise<void> {
  const policyFile = join(stage.options.folder, 'policy.yaml');
  const options = { address: `127.0.0.1:${stage.temporal.port}`, taskQueue: stage.id, policyFile };
  await copyFile(POLICY_FILE, policyFile);
  await (await connect(options)).close();
  await seconds(8);
  await writeFile(policyFile, 'version: 1\ntiers: [L1\nrules: nonsense\n');
  const why = await connect(options).then(
    () => 'taken',
    (error: Error) => error.message,
  );
  if (why.includes('policy.yaml')) stage.count('refused');
  // Running tickets have their policy with them, also on a worker that starts while the file is broken.
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.kill()));
    await stage.startWorker({ env: { RUNG_POLICY: policyFile } });
  });
  await copyFile(POLICY_FILE, policyFile);
  await (await connect(options)).close();
}

export const VERSION_SCENARIOS: Scenario[] = [
  {
    name: 'changed-code',
    what: 'a worker with code that does not fit the histories runs for 12 s, and is rolled back',
    altered: NOT_DETERMINISTIC,
    pause: [CHANGED_AT_S, 40],
    excuses: { duplicates: true },
    story: withoutReopening,
    fault: changedCode,
    check: (_stage, _evidence, expectations, floor) => {
      const failed = expectations.filter(({ runs }) => runs.some(({ failedTasks }) => failedTasks > 0)).length;
      return tooLittle(failed, floor.stirred([16, 24]) / 2, 'tickets on which the changed code was caught');
    },
  },
  {
    name: 'patched-change',
    what: 'a version with a patched change is deployed while tickets run: their histories go on fitting, and what happens from then on goes the new way',
    altered: PATCHED,
    pause: [CHANGED_AT_S, 25],
    excuses: { duplicates: true },
    fault: deployPatch,
    check: (_stage, _evidence, expectations, floor) => {
      const across = expectations.filter(({ runs }) =>
        runs.some(({ patches, workers }) => patches.has(PATCH) && workers.size > 1),
      );
      return tooLittle(
        across.length,
        floor.stirred([0, 12], [20, 60]) / 4,
        'runs went from the old way to the new one',
      );
    },
  },
  {
    name: 'two-versions',
    what: 'a worker of a compatible newer version joins the old one, takes over from it, and gives back to another old one',
    altered: COMPATIBLE,
    pause: [10, 35],
    excuses: { duplicates: true },
    fault: rollOver,
    check: (_stage, _evidence, expectations, floor) => {
      const shared = expectations.filter(({ runs }) => new Set(runs.flatMap((run) => [...run.workers])).size > 1);
      return tooLittle(shared.length, floor.stirred([0, 10], [16, 60]) / 2, 'tickets met more than one worker');
    },
  },
  {
    name: 'cache-of-one',
    what: 'the worker keeps one ticket in memory, and replays each of the others whenever something happens to it',
    settings: { RUNG_WORKFLOW_CACHE: '1' },
    story: spread,
    fault: () => Promise.resolve(),
    lasts: 100,
    alone: true,
  },
  {
    name: 'policy-broken',
    what: 'the policy file breaks while tickets run: new clients are refused, running tickets do not notice, also on a new worker',
    pause: [8, 22],
    excuses: { duplicates: true },
    fault: breakPolicy,
    check: ({ counts }) =>
      counts.has('refused') ? [] : [{ kind: 'too little', what: 'the broken policy was not refused by its name' }],
  },
];
