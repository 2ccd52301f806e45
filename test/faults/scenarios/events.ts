/** Events that come in the wrong order, at the wrong moment, or make no sense. */
import { resolutionConfirmed, sentimentScored, ticketWorkflowId } from '../../../src/workflows/contract.js';
import type { Activation } from '../ledger/witness.js';
import { tooLittle } from '../floor.js';
import type { Random } from '../../../bench/random.js';
import { seconds } from '../until.js';
import type { Scenario } from '../scenario.js';
import { NO_WORKER } from '../world/outage.js';
import { storyOf, type Story } from '../tickets/story.js';
import { replaceWorkers } from './workers.js';

/** The steps keep their moments, but are told in another order, with the `at` they would have had. */
function shuffled(random: Random, ticketId: string): Story {
  const story = storyOf(random, ticketId);
  const moments = story.steps.map(({ after }) => after);
  const steps = random.shuffled(story.steps).map((step, n) => {
    const after = moments[n]!;
    return { ...step, after, lagMs: Math.max(0, Math.round(after - step.after)) };
  });
  return { ...story, steps };
}

/** The customer confirms in the very second in which the SLA runs out. */
function raced(random: Random, ticketId: string): Story {
  const openAfter = random.between(0, 8_000);
  const sla = 10;
  const ticket = { ticketId, status: 'open', priority: 'low', customerTier: 'standard', slaHours: sla / 3600 };
  const after = openAfter + sla * 1000 + random.between(-400, 1_200);
  return {
    ticket,
    openAfter,
    steps: [
      { after: openAfter + 3_000, id: 'angry', tells: 'score', score: -0.9 },
      { after, id: 'confirmed', tells: 'confirm' },
    ],
  };
}

/** The SLA runs out, and the customer writes, while nobody is there to notice either. */
function together(random: Random, ticketId: string): Story {
  const openAfter = random.between(0, 4_000);
  const due = random.between(13_000, 17_000);
  const slaHours = (due - openAfter) / 3_600_000;
  const ticket = { ticketId, status: 'pending', priority: 'low', customerTier: 'standard', slaHours };
  const moments = [-500, 0, 500].map((lag) => due + lag + random.between(-300, 300));
  return {
    ticket,
    openAfter,
    steps: [
      ...moments.map((after, n) => ({ after, id: `e${n}`, tells: 'customer' as const })),
      { after: 32_000, id: 'confirmed', tells: 'confirm' },
    ],
  };
}

function both({ brought }: Activation): boolean {
  return brought.some(({ kind }) => kind === 'timer') && brought.some(({ kind }) => kind === 'signal');
}

const POISON: unknown[] = [undefined, null, 42, 'text', [], {}, { eventId: '' }, { eventId: 'x'.repeat(10_000) }];

/** These two are no scores either. */
const NO_SCORES: unknown[] = [
  { eventId: 'p', score: NaN },
  { eventId: 'q', score: 'angry' },
];

const MALFORMED = [
  ...POISON.map((payload) => [resolutionConfirmed, payload] as const),
  ...NO_SCORES.map((payload) => [sentimentScored, payload] as const),
];

export const EVENT_SCENARIOS: Scenario[] = [
  {
    name: 'shuffled-events',
    what: 'events come in another order than they happened, with the instants at which they happened',
    story: shuffled,
    fault: () => Promise.resolve(),
  },
  {
    name: 'resolve-race',
    what: 'the resolution is confirmed within a second of the deadline, while the worker is killed twice',
    smoke: true,
    // Some are resolved before a new worker has noticed anything.
    pause: [6, 24],
    story: raced,
    excuses: { duplicates: true },
    fault: async (stage) => {
      for (let n = 0; n < 2; n++) {
        await seconds(stage.random.between(6, 9));
        await stage.outage(NO_WORKER, async () => {
          await Promise.all(stage.workers.map((worker) => worker.kill()));
          await stage.startWorker();
        });
      }
    },
  },
  {
    name: 'poison',
    what: 'every ticket gets signals that are no facts: wrong types, no id, ids of 10,000 characters',
    fault: async (stage) => {
      await seconds(10);
      for (const ticketId of stage.ticketIds) {
        const handle = stage.client.workflow.getHandle(ticketWorkflowId(ticketId));
        for (const [signal, payload] of MALFORMED) await handle.signal(signal.name, payload).catch(() => undefined);
      }
    },
    check: (_stage, _evidence, expectations, floor) => {
      const malformed = expectations.reduce((sum, expected) => sum + expected.malformed, 0);
      return tooLittle(malformed, (floor.open([10, 30]) * MALFORMED.length) / 2, 'malformed messages were heard');
    },
  },
  {
    name: 'signal-and-timer',
    what: 'the worker is away while deadlines pass and events come, so that both meet in one workflow task',
    pause: [12, 26],
    story: together,
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(12);
      await replaceWorkers(stage, 6);
    },
    check: (_stage, _evidence, expectations, floor) => {
      const met = expectations.filter(({ runs }) => runs.some(({ activations }) => activations.some(both))).length;
      return tooLittle(met, floor.transitions([12, 18]) / 2, 'tickets had signal and timer in one task');
    },
  },
];
