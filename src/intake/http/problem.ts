/** Errors of the intake as problem details (RFC 9457). */

export const PROBLEM_TYPE = 'application/problem+json';

/** Kinds of problems: the status, and the same title each time. */
const KINDS = {
  'invalid-request': [400, 'The request cannot be read'],
  'not-authenticated': [401, 'Say who you are'],
  'not-allowed': [403, 'This key may not do that'],
  'not-found': [404, 'There is nothing of that name'],
  'method-not-allowed': [405, 'This address takes other methods'],
  refused: [409, 'The engine refused'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'This media type is not read'],
  'invalid-content': [422, 'The request can be read and cannot be used'],
  'too-many-requests': [429, 'Too many requests'],
  'timed-out': [408, 'The request took too long to arrive'],
  unavailable: [503, 'It cannot be done now'],
  failed: [500, 'Something failed that should not'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof KINDS;

/** What is wrong with one value of a request. */
export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the body, or the name of a parameter after a slash. */
  pointer: string;
  detail: string;
}

/** What a client is answered. Its message is a sentence for people: no secrets, no text of a customer. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    /** More that is said of it, under names of its own. */
    readonly more: { errors?: readonly FieldProblem[]; retryAfter?: number; allow?: readonly string[] } = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }

  get status(): number {
    return KINDS[this.kind][0];
  }

  /** The body of the answer. docs/intake.md explains each `type`. @param instance names the request */
  body(instance: string): Record<string, unknown> {
    const { errors } = this.more;
    return {
      type: `urn:rung:problem:${this.kind}`,
      title: KINDS[this.kind][1],
      status: this.status,
      detail: this.message,
      instance,
      ...(errors && { errors }),
    };
  }
}
