/** What happens to a ticket, by chance but repeatable. */
import type { TicketChanges } from '../../../src/domain/ticket/facts.js';
import type { TicketToOpen } from '../../../src/client/index.js';
import type { Random } from '../../../bench/random.js';

/** One thing that is told, `after` milliseconds from the beginning of the scenario. */
export type Step = { after: number; id: string; lagMs?: number } & (
  | { tells: 'customer' | 'agent' | 'confirm' }
  | { tells: 'score'; score: number }
  | { tells: 'change'; changes: TicketChanges }
  | { tells: 'command'; command: 'acknowledge' | 'escalate' | 'deEscalate' }
);

export interface Story {
  ticket: TicketToOpen;
  openAfter: number;
  steps: Step[];
}

const SECOND = 1_000;

/** Stories of about 40 s, in which nearly every ticket climbs at least once. */
export function storyOf(random: Random, ticketId: string): Story {
  const openAfter = random.between(0, 8 * SECOND);
  const ticket: TicketToOpen = {
    ticketId,
    status: random.chance(0.85) ? 'open' : 'pending',
    priority: random.pick(['low', 'normal', 'high']),
    customerTier: random.chance(0.3) ? 'enterprise' : 'standard',
    slaHours: random.between(12, 32) / 3600,
  };
  const steps: Step[] = [];
  const count = random.whole(2, 7);
  let after = openAfter;
  for (let n = 1; n <= count; n++) {
    after += random.between(0.5 * SECOND, 7 * SECOND);
    const lag = random.chance(0.2) ? { lagMs: Math.round(random.between(0, 2 * SECOND)) } : {};
    steps.push({ after, id: `e${n}`, ...lag, ...happening(random) });
  }
  if (random.chance(0.3)) steps.push({ after: after + 2 * SECOND, id: 'confirmed', tells: 'confirm' });
  if (random.chance(0.15)) {
    steps.push({ after: after + 5 * SECOND, id: 'again', tells: 'change', changes: { status: 'open' } });
    steps.push({ after: after + 6 * SECOND, id: 'angry', tells: 'score', score: -0.95 });
  }
  return { ticket, openAfter, steps };
}

type Happening = Step extends infer S ? (S extends unknown ? Omit<S, 'after' | 'id' | 'lagMs'> : never) : never;

function happening(random: Random): Happening {
  const dice = random.next();
  if (dice < 0.35) return { tells: 'customer' };
  if (dice < 0.5) return { tells: 'agent' };
  if (dice < 0.65) return { tells: 'score', score: -random.between(0.65, 1) };
  if (dice < 0.75) return { tells: 'score', score: random.between(0.05, 1) };
  if (dice < 0.85) return { tells: 'change', changes: changesOf(random) };
  return { tells: 'command', command: random.pick(['acknowledge', 'escalate', 'deEscalate']) };
}

function changesOf(random: Random): TicketChanges {
  return random.pick<TicketChanges>([
    { status: 'pending' },
    { status: 'open' },
    { priority: 'urgent' },
    { customerTier: 'enterprise' },
    { slaHours: random.between(12, 24) / 3600 },
    { assigneeGroup: 'night_shift' },
  ]);
}

/** The same story, so many milliseconds later. */
export function postponed({ ticket, openAfter, steps }: Story, later: number): Story {
  return { ticket, openAfter: openAfter + later, steps: steps.map((step) => ({ ...step, after: step.after + later })) };
}

/** A step that is told this many times, at the same time and under the same id. */
export function repeated(story: Story, times: number): Story {
  return { ...story, steps: story.steps.flatMap((step) => Array.from({ length: times }, () => step)) };
}
