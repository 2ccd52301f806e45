/** How a command ends when it cannot do what was asked. */
import { InvalidRequestError } from '../client/errors.js';
import { ConfigError } from '../config/index.js';
import { PolicyError } from '../reading/problems.js';

/** 1: the engine refused, or the thing does not exist or answer. 2: wrong use or invalid input. */
export type FailureStatus = 1 | 2;

/** Ends the command; the message, a sentence (or one a line), goes to standard error as it is. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly status: FailureStatus,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Which exit status an error stands for. */
export function statusOf(error: unknown): FailureStatus {
  if (error instanceof Failure) return error.status;
  const invalid = [InvalidRequestError, PolicyError, ConfigError].some((kind) => error instanceof kind);
  return invalid ? 2 : 1;
}

/** What a person is told of an error. `debug`: with the stack and the causes. */
export function told(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (!debug) return error.message || error.name;
  const cause = error.cause === undefined ? '' : `\ncaused by ${told(error.cause, true)}`;
  return `${error.stack ?? error.message}${cause}`;
}
