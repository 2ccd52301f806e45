/** Tickets that are looked at while they are written and decided on. */
import { state, ticketWorkflowId } from '../../../src/workflows/contract.js';
import type { Finding } from '../ledger/finding.js';
import { tooLittle, type Floor } from '../floor.js';
import type { Random } from '../../../bench/random.js';
import type { Scenario } from '../scenario.js';
import { storyOf, type Story } from '../tickets/story.js';
import { seconds } from '../until.js';
import type { Stage } from '../world/stage.js';
import { startFaultyWorker, tooFewFaults } from './ports.js';

const LOOKERS = 6;
const LOOKED_FOR_S = 45;

/** Again and again the ticket is resolved, and is open again while its last write is under way. */
function flickering(random: Random, ticketId: string): Story {
  const story = storyOf(random, ticketId);
  const flickers = Array.from({ length: 8 }, (_, n) => {
    const after = story.openAfter + random.between(1_000, 30_000);
    const change = (id: string, status: string, later: number) =>
      ({ after: after + later, id: `${id}-${n}`, tells: 'change', changes: { status } }) as const;
    return [change('resolved', 'resolved', 0), change('reopened', 'open', random.between(0, 20))];
  });
  return { ...story, steps: [...story.steps, ...flickers.flat()] };
}

/** Questions without a pause, as the page in the Web UI asks them and as `rung show` does. */
async function lookAtAll(stage: Stage): Promise<void> {
  const until = Date.now() + LOOKED_FOR_S * 1000;
  const look = async () => {
    while (Date.now() < until) {
      const handle = stage.client.workflow.getHandle(ticketWorkflowId(stage.random.pick(stage.ticketIds)));
      const question = stage.random.chance(0.5) ? state.name : '__temporal_workflow_metadata';
      // One that is not open yet is not there.
      await handle.query(question).then(
        () => stage.count('answers'),
        () => seconds(0.05),
      );
    }
  };
  await Promise.all(Array.from({ length: LOOKERS }, look));
}

/** Tickets have to be looked at more often than they hear something. */
function tooFewAnswers({ counts }: Stage, { stories }: Floor): Finding[] {
  const told = stories.reduce((sum, { steps }) => sum + steps.length, 0);
  return tooLittle(counts.get('answers') ?? 0, told, 'questions were answered');
}

export const QUESTION_SCENARIOS: Scenario[] = [
  {
    name: 'looked-at',
    what: 'all tickets are looked at, again and again, while they are resolved and open again within milliseconds',
    story: flickering,
    fault: lookAtAll,
    check: (stage, _evidence, _expectations, floor) => tooFewAnswers(stage, floor),
    alone: true,
  },
  {
    name: 'looked-at-failing',
    what: 'the same, while one in four calls to database, ledger and channels says that nobody is there',
    story: flickering,
    fault: async (stage) => {
      await startFaultyWorker(stage, 'unavailable', LOOKED_FOR_S);
      await lookAtAll(stage);
    },
    pause: [0, 10],
    check: async (stage, _evidence, _expectations, floor) => [
      ...tooFewAnswers(stage, floor),
      ...(await tooFewFaults(stage, floor, 'unavailable', { replaced: 0, forS: LOOKED_FOR_S })),
    ],
    alone: true,
  },
];
