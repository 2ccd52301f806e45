/** Signals come so fast that Temporal refuses to let a long run continue as new: there is always one that it has not heard. */
import { tooLittle } from '../floor.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Expectation } from '../ledger/expectation.js';
import type { Finding } from '../ledger/finding.js';
import type { Random } from '../../../bench/random.js';
import { decisionBehind } from '../../../src/domain/ladder/decision.js';
import type { Scenario } from '../scenario.js';
import { storyOf, type Story } from '../tickets/story.js';
import { seconds } from '../until.js';
import type { Stage } from '../world/stage.js';

const FROM_S = 4;
const FOR_S = 28;
/** So many replies are on their way at any time, each sender pausing a little so that a run is not offered its 10,000 signals. */
const SENDERS = 8;
const PAUSE_S = 0.03;
/** The suite is about runs that cannot continue: that often it has to have been tried. */
const REFUSED = 3;
/** Within this time of the decision its pages have to arrive and its log entry to be written. */
const SOON_MS = 5_000;

/** What the database had of the stormed ticket shortly before the end of the storm. */
interface Seen {
  at: number;
  logIds: Set<string>;
}

const seen = new Map<string, Seen>();

/**
 * The first ticket is opened at once and climbs thrice while the storm goes on: to L2 by its first replies, to L3 since no agent answers, to
 * the manager when its SLA is over.
 */
function stormed(random: Random, ticketId: string): Story {
  if (!ticketId.endsWith('-1')) return storyOf(random, ticketId);
  const slaHours = 20 / 3600;
  const ticket = { ticketId, status: 'open', priority: 'low', customerTier: 'standard', slaHours };
  const replies = [0, 1, 2].map((n) => ({ after: FROM_S * 1000, id: `reply-${n}`, tells: 'customer' as const }));
  return { ticket, openAfter: 0, steps: replies };
}

/** Three climbs, two targets each. */
const PAGES = 6;

async function storm(stage: Stage): Promise<void> {
  const ticketId = stage.ticketIds[0]!;
  await seconds(FROM_S);
  const end = Date.now() + FOR_S * 1000;
  let next = 0;
  const send = async () => {
    while (Date.now() < end) {
      // A busy server may not answer one of them in time; the next ones come all the same.
      const reply = stage.rung.customerReplied(ticketId, { eventId: `storm-${next++}` });
      await reply.catch(() => stage.count('unanswered'));
      await seconds(PAUSE_S);
    }
  };
  const look = async () => {
    await seconds(FOR_S - 1);
    const at = Date.now();
    const log = await stage.db.collection<{ _id: string }>('escalation_log').find({ ticketId }).toArray();
    seen.set(stage.id, { at, logIds: new Set(log.map(({ _id }) => _id)) });
  };
  // No outage: this ticket may not be late either.
  await Promise.all([look(), ...Array.from({ length: SENDERS }, send)]);
}

function wentOn(stage: Stage, { arrivals }: Evidence, [first]: Expectation[]): Finding[] {
  const { at, logIds } = seen.get(stage.id)!;
  const { alerts, log, runs } = first!;
  const timely = <T>(items: readonly T[], atOf: (item: T) => number) =>
    items.filter((item) => atOf(item) <= at - SOON_MS);
  const pages = timely(alerts, (alert) => decisionBehind(alert).at);
  const entries = timely(log, ({ decision }) => decision.at);
  const arrived = (key: string) => Math.min(...arrivals.filter((one) => one.key === key).map((one) => one.at));
  const refused = runs.reduce((sum, run) => sum + run.refusedEnds, 0);
  return [
    ...tooLittle(refused, REFUSED, 'tries to continue as new were refused'),
    ...tooLittle(pages.length, PAGES, 'pages were due in the storm'),
    ...pages
      .filter((alert) => arrived(alert.key) > decisionBehind(alert).at + SOON_MS)
      .map(({ key }): Finding => ({ kind: 'late', what: `page ${key} waited for the storm to end` })),
    ...entries
      .filter(({ id }) => !logIds.has(id))
      .map(({ id }): Finding => ({ kind: 'late', what: `log entry ${id} waited for the storm to end` })),
  ];
}

export const REFUSAL_SCENARIOS: Scenario[] = [
  {
    name: 'continue-as-new-refused',
    what: 'one ticket hears replies without a pause, so that its run cannot continue as new: its pages go out and its log is written all the same',
    limits: { messagesPerRun: 20 },
    story: stormed,
    fault: storm,
    check: wentOn,
    quiet: 240,
    lasts: 90,
    alone: true,
  },
];
