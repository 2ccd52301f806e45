/** What went wrong with a help desk's API. */
import type { Milliseconds } from '../domain/rules/policy.js';

export type ApiTrouble =
  /** Too many requests; `waitMs` says for how long. */
  | 'limited'
  /** It does not let this token in, or not to this. */
  | 'refused'
  /** There is no such thing. */
  | 'missing'
  /** It does not answer, or not as an API; it may later. */
  | 'unavailable';

/** The message is a sentence without secrets and without anything of the answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly trouble: ApiTrouble,
    message: string,
    readonly waitMs?: Milliseconds,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
