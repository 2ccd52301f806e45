/** What an audit does about tickets and workflows: asks its questions, goes on with the rolling pass, and says how far that has come. */
import { comparedSince, isBehind, mostAge, noCoverage } from '../domain/audit/coverage.js';
import type { TicketSighting } from '../domain/audit/drift.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import type { EarlierAudit } from '../workflows/contract.js';
import { Reconciler } from './reconciler.js';
import { Findings } from './findings.js';
import { Pace } from './pace.js';
import { continuePass } from './pass.js';
import { askQuestions } from './questions.js';
import { checkQueues } from './queues.js';
import type { Tools } from './repair.js';

/** What is younger than this is left to itself: it need not even be remembered. */
const IN_MOTION: Milliseconds = 10_000;
/** How much of the time between two audits one may take, for its questions, and in all. */
const FOR_QUESTIONS = 0.4;
const IN_ALL = 0.75;
/** Audits that follow each other faster than this, as in tests, may take longer than that. */
const LEAST_TIME: Milliseconds = 10_000;
const MINUTE: Milliseconds = 60_000;

export interface Budget {
  /** The time from one audit to the next. 0: somebody starts them by hand, and one counts as a minute's. */
  every: Milliseconds;
  /** How many tickets, and how many workflows, the pass goes through in a minute at most. */
  perMinute: number;
}

export async function auditTickets(
  tools: Tools,
  earlier: EarlierAudit | null,
  tolerance: Milliseconds,
  { every: between, perMinute }: Budget,
): Promise<TicketSighting> {
  const every = between || MINUTE;
  const now = Date.now();
  const before = { ...(earlier?.coverage ?? noCoverage(now, perMinute)), perMinute };
  const findings = new Findings(earlier?.suspects ?? [], now, tolerance);
  const upTo = now - Math.min(tolerance, IN_MOTION);
  const reconciler = new Reconciler(tools, findings, upTo);
  const time = Math.max(every, LEAST_TIME);
  const pace = new Pace(before.restUntil, before.pageSize, now + FOR_QUESTIONS * time);
  const budget = Math.ceil((perMinute * every) / MINUTE);
  const shared = { tools, reconciler, pace, upTo, now };

  const { complete, ...goingOn } = await askQuestions({ ...shared, findings, earlier });
  pace.until = now + IN_ALL * time;
  const progress = await continuePass(before, { ...shared, budget });
  const queues = [...(before.last?.queues ?? []), ...progress.pass.queues, ...reconciler.queues];
  await checkQueues(tools.temporal, findings, queues);

  const { restUntil, pageSize } = pace;
  const askedUpTo = complete ? upTo : before.askedUpTo;
  const coverage = { ...progress, perMinute, restUntil, pageSize, askedUpTo, ...goingOn };
  if (isBehind(coverage, now)) {
    const minutes = (length: Milliseconds) => `${Math.round(length / MINUTE)} min`;
    const detail = `the last time was ${minutes(now - comparedSince(coverage))} ago; at most ${minutes(mostAge(coverage))} are expected`;
    findings.enter('comparison-behind', 'all tickets', detail);
  }
  return { ...findings.result(), complete: complete && !pace.failed, coverage };
}
