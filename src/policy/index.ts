/** Policies: read, check, and try on a timeline. */
export { checkPolicy, type PolicyCheck } from './check.js';
export { loadPolicy, parsePolicy, type LoadedPolicy } from './load.js';
export { simulate, type SimulationResult } from './simulate.js';
export { formatProblem, PolicyError, type Problem } from '../reading/problems.js';
export type { TimelineEvent } from '../domain/simulation/timeline.js';
export type { NewTicket } from '../domain/ticket/ticket.js';
export type { TimelineCommand } from '../domain/ticket/commands/definition.js';
export type { TicketFields } from '../domain/ticket/ticket.js';
export type { Path } from '../reading/path.js';
export type { Wrong } from '../reading/scalar.js';
export type { TimeFinding, PartReading } from './time/finding.js';
export type { HolidayBook } from './time/holidays.js';
export type * from './types.js';
