/** Rung's client library: what a help desk's back end imports. */
export { connect, type ConnectOptions } from './connect.js';
export {
  Rung,
  type FactOptions,
  type FactReceipt,
  type FactToTell,
  type OpenOptions,
  type OpenReceipt,
  type PolicyOfNewTickets,
  type ReplyText,
  type RungOptions,
} from './rung.js';
export type { WithFactMethods } from './fact-methods.js';
export type { CommandMethods, CommandOptions, CommandRequest } from './commands.js';
export { EngineRefusedError, EngineUnavailableError, InvalidRequestError, TicketNotFoundError } from './errors.js';
export { ConfigError, type ConfigProblem } from '../config/index.js';
export { PolicyError, type Problem } from '../reading/problems.js';
export { ticketWorkflowId } from '../workflows/contract.js';
export type { PolicyChangeRequest } from './policy-change.js';
export type { TicketToOpen } from './ticket-form.js';
export type { ListFilter, OpenTicket } from './list.js';
export type { RecordedLife, RecordedLine } from './recorded-life.js';
export type { CommandAnswer, Malformed, TicketStateView, UnsentAlert } from '../workflows/contract.js';
export type { TierMap } from '../domain/change/policy-change.js';
export type { ConditionExplained, RuleExplained, TicketExplained, Verdict } from '../domain/explain/explain.js';
export type { LastWord } from '../domain/explain/last-word.js';
export type { Scorers, SentimentScorer } from '../sentiment/scorer.js';
export type { UndeliverableAlert } from '../domain/alerts/delivery.js';
export type { TicketSnapshot } from '../domain/records/snapshot.js';
export type { Hold } from '../domain/rules/holds.js';
export type { Upcoming } from '../domain/rules/upcoming.js';
export type { CommandArguments, CommandName } from '../domain/ticket/commands.js';
export type { Acknowledgement, HeldRule, Snooze, Standing } from '../domain/ticket/ticket.js';
export type { Deadline, StandingView, TicketView } from '../domain/ticket/view.js';
export type { ClockView, ClockViews } from '../domain/rules/clock-view.js';
export type * from '../policy/types.js';
