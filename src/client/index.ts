/** Rung's client library. */
export { lastAudit } from './audits.js';
export { connect, connectClient, type ConnectOptions } from './connect.js';
export { EngineUnavailableError, InvalidRequestError, TicketNotFoundError } from './errors.js';
export { OPEN_TICKETS, type OpenTicket } from './list.js';
export { Rung, type CommandOptions, type FactOptions, type FactReceipt, type RungOptions } from './rung.js';
export { readInstant, readTicketId } from './form.js';
export { readTicket, TICKET_KEYS, type TicketToOpen } from './ticket-form.js';
export { ticketWorkflowId } from '../workflows/contract.js';
export type { CommandAnswer, TicketStateView } from '../workflows/contract.js';
