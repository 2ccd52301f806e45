/** What the client library throws; each message is a sentence for people, each `code` a word for programs. */

/** What `code` may be; a new one comes with a new version only. */
export type ErrorCode =
  | 'TICKET_NOT_FOUND'
  | 'INVALID_REQUEST'
  | 'ENGINE_UNAVAILABLE'
  | 'ENGINE_REFUSED'
  | 'INVALID_POLICY'
  | 'INVALID_SETTINGS';

/** The engine knows no such ticket: it was never opened. */
export class TicketNotFoundError extends Error {
  override readonly name = 'TicketNotFoundError';
  readonly code = 'TICKET_NOT_FOUND' satisfies ErrorCode;
  constructor(readonly ticketId: string) {
    super(`there is no ticket ${ticketId}; open it first`);
  }
}

/** What was sent cannot be used; nothing was done. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly code = 'INVALID_REQUEST' satisfies ErrorCode;
  /** A sentence for each thing that is wrong. */
  readonly problems: readonly string[];

  /** @param problems one or more; the message is all of them */
  constructor(problems: string | readonly string[], options?: ErrorOptions & { about?: string }) {
    const all = typeof problems === 'string' ? [problems] : problems;
    super((options?.about === undefined ? '' : `${options.about}: `) + all.join('; '), options);
    this.problems = all;
  }
}

/** Temporal cannot be reached, or no worker answers. Whatever was sent with it may be sent again under the same id. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
  readonly code = 'ENGINE_UNAVAILABLE' satisfies ErrorCode;
}

/**
 * Nobody has said yet whether there is such a ticket: Temporal has forgotten it, if it ever knew it, and nobody has looked into the
 * database. Telling the same fact again, under the same event id, is right whatever comes of the first time; so is opening the ticket again.
 */
export class UnconfirmedTicketError extends EngineUnavailableError {
  constructor(
    readonly ticketId: string,
    options?: ErrorOptions,
  ) {
    super(`nobody has said yet whether there is a ticket ${ticketId}; send it again, under the same id`, options);
  }
}

/** Temporal does not let this client in: its key, its certificate or its rights are not enough. */
export class EngineRefusedError extends Error {
  override readonly name = 'EngineRefusedError';
  readonly code = 'ENGINE_REFUSED' satisfies ErrorCode;
}
