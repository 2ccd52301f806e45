/** Rung's client library. */
export { lastAudit } from './audits.js';
export { connect, connectClient, type ConnectOptions } from './connect.js';
export {
  EngineRefusedError,
  EngineUnavailableError,
  InvalidRequestError,
  TicketNotFoundError,
  type ErrorCode,
} from './errors.js';
export type { CommandMethods, CommandOptions, CommandRequest } from './commands.js';
export type { ListFilter, OpenTicket } from './list.js';
export {
  Rung,
  type FactOptions,
  type FactReceipt,
  type FactToTell,
  type OpenReceipt,
  type RungOptions,
} from './rung.js';
export type { TicketToOpen } from './ticket-form.js';
export { ticketWorkflowId } from '../workflows/contract.js';
export type { CommandAnswer, TicketStateView } from '../workflows/contract.js';
