/** The types of policies, for every entry of the package whose signatures mention them. */
export type {
  Acknowledged,
  Change,
  Closed,
  DeEscalated,
  Decision,
  Escalated,
  Held,
  Ignored,
  Notified,
  PeoplesDecision,
  PolicyChanged,
  Scored,
  Reopened,
  Skipped,
  Snoozed,
  Transition,
} from '../domain/ladder/decision.js';
export type {
  Channel,
  ClockName,
  ClockPolicy,
  ClockTarget,
  DeEscalation,
  Instant,
  Length,
  Milliseconds,
  Person,
  Policy,
  Repeat,
  Rule,
  Target,
  Tier,
} from '../domain/rules/policy.js';
export type { ClockMark, Conditions, When } from '../domain/rules/when.js';
export type { Fact, TicketChanges } from '../domain/ticket/facts.js';
export type { DecisionLine } from '../domain/ticket/view.js';
export type { Calendar, HolidaySource, PinnedTime, Slot } from '../domain/time/calendar.js';
export type { IsoInstant } from '../domain/time/instant.js';
export type { Day } from '../domain/time/local.js';
export type { Override, Rotation } from '../domain/time/rotation.js';
export type { Zone } from '../domain/time/zone.js';
