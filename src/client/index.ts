/** Rung's client library: what a help desk's back end imports. */
export { connect, type ConnectOptions } from './connect.js';
export {
  Rung,
  type FactOptions,
  type FactReceipt,
  type FactToTell,
  type OpenReceipt,
  type RungOptions,
} from './rung.js';
export type { CommandMethods, CommandOptions, CommandRequest } from './commands.js';
export { EngineRefusedError, EngineUnavailableError, InvalidRequestError, TicketNotFoundError } from './errors.js';
export { ConfigError, type ConfigProblem } from '../config/index.js';
export { PolicyError, type Problem } from '../reading/problems.js';
export { ticketWorkflowId } from '../workflows/contract.js';
export type { TicketToOpen } from './ticket-form.js';
export type { ListFilter, OpenTicket } from './list.js';
export type { CommandAnswer, Malformed, TicketStateView, UnsentAlert } from '../workflows/contract.js';
export type { LostAlert } from '../domain/alerts/delivery.js';
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
  Reopened,
  Snoozed,
  Transition,
} from '../domain/ladder/decision.js';
export type { TicketSnapshot } from '../domain/records/snapshot.js';
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
export type { Upcoming } from '../domain/rules/upcoming.js';
export type { CommandArguments, CommandName } from '../domain/ticket/commands.js';
export type { Fact, TicketChanges } from '../domain/ticket/facts.js';
export type { Acknowledgement, HeldRule, Snooze, Standing } from '../domain/ticket/ticket.js';
export type { Deadline, DecisionLine, StandingView, TicketView } from '../domain/ticket/view.js';
export type { IsoInstant } from '../domain/time/instant.js';
export type { ClockMark, Conditions } from '../domain/rules/when.js';
export type { Calendar, HolidaySource, PinnedTime, Slot } from '../domain/time/calendar.js';
export type { Override, Rotation } from '../domain/time/rotation.js';
export type { Zone } from '../domain/time/zone.js';
export type { Day } from '../domain/time/local.js';
export type { ClockName, ClockPolicy, ClockTarget, Length, Person, Repeat } from '../domain/rules/policy.js';
export type { ClockView } from '../domain/rules/clock-view.js';
