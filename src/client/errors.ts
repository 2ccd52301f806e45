/** What the client library throws; each message is a sentence for people. */

/** The engine knows no such ticket: it was never opened. */
export class TicketNotFoundError extends Error {
  override readonly name = 'TicketNotFoundError';
  constructor(readonly ticketId: string) {
    super(`there is no ticket ${ticketId}; open it first`);
  }
}

/** What was sent cannot be used; nothing was done. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
}

/** Temporal cannot be reached, or no worker answers. Whatever was sent with it may be sent again under the same id. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}
