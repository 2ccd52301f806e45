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
export type { ClockMark, Conditions } from '../domain/rules/when.js';
export type { Calendar, HolidaySource, PinnedTime, Slot } from '../domain/time/calendar.js';
export type { Override, Rotation } from '../domain/time/rotation.js';
export type { Zone } from '../domain/time/zone.js';
export type { Day } from '../domain/time/local.js';
export type { ClockName, ClockPolicy, ClockTarget, Length, Person, Repeat } from '../domain/rules/policy.js';
export type { Notified, PeoplesDecision, Snoozed } from '../domain/ladder/decision.js';
export type { Asked } from '../domain/simulation/simulation.js';
export type { TicketFields } from '../domain/ticket/ticket.js';
export type { Path } from '../reading/path.js';
export type { Wrong } from '../reading/scalar.js';
export type { Finding, PartReading } from './time/finding.js';
export type { HolidayBook } from './time/holidays.js';
