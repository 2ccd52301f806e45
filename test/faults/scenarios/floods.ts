/** More than a ticket usually hears: everything a hundred times, ten thousand replies, whole runs full, more than a message may hold. */
import { resolutionConfirmed, ticketWorkflowId } from '../../../src/workflows/contract.js';
import { tooLittle } from '../floor.js';
import type { Expectation } from '../ledger/expectation.js';
import type { Finding } from '../ledger/finding.js';
import type { Random } from '../../../bench/random.js';
import type { Scenario } from '../scenario.js';
import { postponed, repeated, storyOf, type Story } from '../tickets/story.js';
import { untilAcknowledged } from '../tickets/teller.js';
import { seconds } from '../until.js';
import type { Stage } from '../world/stage.js';

const STORM = 10_000;
const AT_ONCE = 40;

/** Ten thousand replies to the first ticket, many at a time; those beside it live as ever. */
async function storm(stage: Stage): Promise<void> {
  const ticketId = stage.ticketIds[0]!;
  await seconds(9);
  let next = 0;
  const some = async () => {
    for (let n = next++; n < STORM; n = next++) {
      const eventId = `storm-${n}`;
      await untilAcknowledged(() => stage.rung.customerReplied(ticketId, { eventId }));
    }
  };
  // The server takes a task back when more than a hundred events come while it is under way.
  await stage.outage('a storm', () => Promise.all(Array.from({ length: AT_ONCE }, some)), ticketId);
}

function heardAll(_stage: Stage, _evidence: unknown, [stormed]: Expectation[]): Finding[] {
  const heard = [...stormed!.heard].filter((id) => id.startsWith('storm-')).length;
  return heard === STORM ? [] : [{ kind: 'lost', what: `${STORM - heard} of ${STORM} replies were never heard` }];
}

/** The first ticket is opened at once and kept open, so that the storm finds it. */
function stormed(random: Random, ticketId: string): Story {
  const story = storyOf(random, ticketId);
  return ticketId.endsWith('-1') ? { ...story, openAfter: 0, steps: [] } : story;
}

/** One ticket after another: with all at once the calls take so long that they are given up, and the server's SQLite does not always survive that. */
function hundredfold(random: Random, ticketId: string): Story {
  const story = storyOf(random, ticketId);
  const later = random.between(0, 40_000);
  return repeated(postponed({ ...story, steps: story.steps.slice(0, 3) }, later), 100);
}

/** In seconds after the opening. */
const BURSTS = [4, 9, 14];

/** Three bursts of replies, each more than a run may hear. Not of all tickets at once: what is tried is the handing over, not the machine. */
function bursts(random: Random, ticketId: string): Story {
  const story = postponed(storyOf(random, ticketId), random.between(0, 30_000));
  const moments = BURSTS.map((after) => story.openAfter + after * 1000);
  const replies = moments.flatMap((after, burst) =>
    Array.from({ length: 6 }, (_, n) => ({ after, id: `burst-${burst}-${n}`, tells: 'customer' as const })),
  );
  return { ...story, steps: [...story.steps, ...replies] };
}

const BIG = 'x'.repeat(900_000);
const TOO_BIG = 'x'.repeat(2_500_000);

async function oversized(stage: Stage): Promise<void> {
  await seconds(10);
  for (const ticketId of stage.ticketIds) {
    const handle = stage.client.workflow.getHandle(ticketWorkflowId(ticketId));
    const send = (eventId: string) =>
      handle.signal(resolutionConfirmed, { eventId }).then(
        () => true,
        () => false,
      );
    if (await send(BIG)) stage.count('big signals taken');
    if (!(await send(TOO_BIG))) stage.count('too big signals refused');
  }
}

export const FLOOD_SCENARIOS: Scenario[] = [
  {
    name: 'duplicate-events',
    what: 'every event and command comes a hundred times, all at once, under the same id',
    story: hundredfold,
    fault: () => Promise.resolve(),
    quiet: 240,
    lasts: 150,
    alone: true,
  },
  {
    name: 'signal-storm',
    what: 'ten thousand replies to one ticket, which is held up until they have come, while 49 others live normally and are not late',
    story: stormed,
    fault: storm,
    check: heardAll,
    quiet: 240,
    lasts: 120,
    alone: true,
  },
  {
    name: 'continue-as-new',
    what: 'replies come in bursts while runs hand over to the next ones, after every fourth message',
    limits: { messagesPerRun: 4 },
    story: bursts,
    fault: () => Promise.resolve(),
    lasts: 90,
    // Each burst that a ticket hears ends a run.
    check: (_stage, _evidence, expectations, { stories }) => {
      const ends = expectations.reduce((sum, expected) => sum + expected.runs.length - 1, 0);
      return tooLittle(ends, (BURSTS.length * stories.length) / 2, 'runs have handed over');
    },
  },
  {
    name: 'oversized',
    what: 'signals of 2.5 MB, which Temporal refuses, and of 900 kB, which are counted as malformed',
    fault: oversized,
    check: ({ counts }, _evidence, expectations, floor) => {
      const refused = counts.get('too big signals refused') ?? 0;
      const taken = counts.get('big signals taken') ?? 0;
      const malformed = expectations.reduce((sum, expected) => sum + expected.malformed, 0);
      const findings: Finding[] = [
        ...tooLittle(taken, floor.open([10, 30]) / 2, 'big signals were taken'),
        ...tooLittle(refused, floor.stories.length, 'too big signals were refused'),
      ];
      if (malformed !== taken) findings.push({ kind: 'lost', what: `${malformed} of ${taken} big signals were heard` });
      return findings;
    },
  },
];
