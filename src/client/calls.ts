/** Calls to Temporal: bounded in time, and failing with a sentence when nobody answers or we are not let in. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { EngineRefusedError, EngineUnavailableError } from './errors.js';

/** gRPC's codes for CANCELLED (the connection broke), DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED and UNAVAILABLE. */
const NO_ANSWER: readonly unknown[] = [1, 4, 8, 14];
/** gRPC's codes for PERMISSION_DENIED and UNAUTHENTICATED. */
const NOT_LET_IN: readonly unknown[] = [7, 16];
/** gRPC's code for FAILED_PRECONDITION. */
const TAKEN_BACK = 9;
const ASK_AGAIN_MS = 100;

export class Calls {
  constructor(
    private readonly client: Client,
    /** How long one answer may take, in milliseconds. */
    private readonly timeoutMs: number,
  ) {}

  /**
   * @throws EngineUnavailableError when nobody answers in time, or Temporal does not know the namespace
   * @throws EngineRefusedError when Temporal does not let this client in
   */
  async make<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.client.withDeadline(Date.now() + this.timeoutMs, call);
    } catch (error) {
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || NO_ANSWER.includes(grpcCode(error))) {
        throw this.unavailable(error);
      }
      if (error instanceof NamespaceNotFoundError) throw noNamespace(error);
      throw refusal(error) ?? error;
    }
  }

  /**
   * Sends an update and waits for its answer. A workflow task that the server takes back (signals came while a run was handing
   * over to the next one) takes the updates in it along before they were begun: they are sent again.
   *
   * @throws EngineUnavailableError when there is no answer within `timeoutMs`
   */
  async ask<T>(update: () => Promise<T>): Promise<T> {
    const patience = Date.now() + this.timeoutMs;
    for (;;) {
      try {
        return await this.make(update);
      } catch (error) {
        if (grpcCode(error) !== TAKEN_BACK) throw error;
        if (Date.now() > patience) throw this.unavailable(error);
        await sleep(ASK_AGAIN_MS);
      }
    }
  }

  private unavailable(cause: unknown): EngineUnavailableError {
    const message = `the engine did not answer within ${this.timeoutMs / 1000} s; is Temporal reachable and a worker running?`;
    return new EngineUnavailableError(message, { cause });
  }
}

/** A server that has just started under load says this too: it takes calls before it has read its namespaces. */
function noNamespace(cause: NamespaceNotFoundError): EngineUnavailableError {
  const message = `Temporal has no namespace ${cause.namespace}, or has just started and does not know it yet; check TEMPORAL_NAMESPACE, or try again`;
  return new EngineUnavailableError(message, { cause });
}

/** Why a call came to nothing, if it is that Temporal does not let this client in. */
export function refusal(error: unknown): EngineRefusedError | undefined {
  return NOT_LET_IN.includes(grpcCode(error)) ? notLetIn(error as Error) : undefined;
}

function notLetIn(cause: Error): EngineRefusedError {
  const said = (isGrpcServiceError(cause.cause) ? cause.cause.details : cause.message).replace(/\.$/, '');
  const message = `Temporal does not let this client in: ${said}; check TEMPORAL_API_KEY, TEMPORAL_TLS and TEMPORAL_NAMESPACE`;
  return new EngineRefusedError(message, { cause });
}

function grpcCode(error: unknown): number | undefined {
  const grpc = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(grpc) ? grpc.code : undefined;
}
