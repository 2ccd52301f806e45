/** Whatever goes wrong with a request, as a problem for its sender. */
import {
  EngineRefusedError,
  EngineUnavailableError,
  InvalidRequestError,
  TicketNotFoundError,
} from '../../client/errors.js';
import { StoreError } from '../../store/errors.js';
import { HttpProblem, type ProblemKind } from './problem.js';
import { withoutValue } from './validation.js';

/** When to come back while something is down, in seconds; Zendesk tries again only if it is less than a minute. */
const RETRY_AFTER = 30;

/** Never holds anything of the request but the id of a ticket, nor where our servers are. */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof TicketNotFoundError) return new HttpProblem('not-found', error.message, {}, { cause: error });
  if (error instanceof InvalidRequestError) return invalid(error);
  if (error instanceof EngineUnavailableError || error instanceof EngineRefusedError || isOfTemporal(error))
    return unavailable('Temporal does not answer, or no worker does; send it again later, under the same id', error);
  if (error instanceof StoreError) {
    return error.trouble === 'unfit'
      ? new HttpProblem(
          'invalid-content',
          'a key or a value of the ticket cannot be kept in the database',
          {},
          { cause: error },
        )
      : unavailable('the database does not answer; send it again later, under the same id', error);
  }
  return ofTheServer(error);
}

export function unavailable(detail: string, cause?: unknown): HttpProblem {
  return new HttpProblem('unavailable', detail, { retryAfter: RETRY_AFTER }, { cause });
}

/** Whatever else a server in trouble says. */
function isOfTemporal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ServiceError';
}

function invalid(error: InvalidRequestError): HttpProblem {
  const errors = error.problems.map((problem) => ({ pointer: '', detail: withoutValue(problem) }));
  return new HttpProblem(
    'invalid-content',
    'the engine cannot use it; "errors" says why',
    { errors },
    { cause: error },
  );
}

const KINDS: Record<number, ProblemKind> = {
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'timed-out',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
};

const DETAILS: Partial<Record<ProblemKind, string>> = {
  'too-large': 'the body is larger than this address takes',
  'unsupported-media-type': 'send application/json',
};

/** Errors of the server itself have a status. */
function ofTheServer(error: unknown): HttpProblem {
  const { statusCode } = error as { statusCode?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499)
    return new HttpProblem(
      'failed',
      'the intake has met something it was not made for; its log has more',
      {},
      { cause: error },
    );
  const kind = KINDS[statusCode] ?? 'invalid-request';
  return new HttpProblem(kind, DETAILS[kind] ?? 'the request is not one that can be read', {}, { cause: error });
}
