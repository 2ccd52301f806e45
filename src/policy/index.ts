/** Policies: read, check, and try on a timeline. */
export { checkPolicy, type PolicyCheck } from './check.js';
export { loadPolicy, parsePolicy, type LoadedPolicy } from './load.js';
export { simulate, type SimulationResult } from './simulate.js';
export { formatProblem, PolicyError, type Problem } from '../reading/problems.js';
export type {
  Acknowledged,
  Change,
  Closed,
  DeEscalated,
  Decision,
  Escalated,
  Held,
  Ignored,
  Reopened,
  Transition,
} from '../domain/ladder/decision.js';
export type {
  Channel,
  DeEscalation,
  Instant,
  Milliseconds,
  Policy,
  Rule,
  Target,
  Tier,
  When,
} from '../domain/rules/policy.js';
export type { TimelineEvent } from '../domain/simulation/timeline.js';
export type { Fact, TicketChanges } from '../domain/ticket/facts.js';
export type { NewTicket } from '../domain/ticket/ticket.js';
export type { DecisionLine } from '../domain/ticket/view.js';
export type { IsoInstant } from '../domain/time/instant.js';
