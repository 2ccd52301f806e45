/**
 * What follows from a failed send, for all channels: what to do about it, and whether the message may have been taken all the
 * same. Which error of a driver means what, each channel says itself.
 */
import { cut } from '../reading/cut.js';
import { DeliveryError, type Reaction, type Taken } from './port.js';

/** What a failure means. */
export interface FailureMeaning {
  reaction: Reaction;
  taken: Taken;
}

/** It was not taken. */
export const RETRY: FailureMeaning = { reaction: { kind: 'retry' }, taken: 'no' };
/** It was hardly taken. */
export const RETRY_LOOK_FIRST: FailureMeaning = { reaction: { kind: 'retry' }, taken: 'unlikely' };
/** It may have been taken. */
export const UNCONFIRMED: FailureMeaning = { reaction: { kind: 'retry' }, taken: 'maybe' };
/** Somebody has to mend our credentials or settings. */
export const SUSPEND: FailureMeaning = { reaction: { kind: 'suspend' }, taken: 'no' };
/** This target can never get anything. */
export const GIVE_UP: FailureMeaning = { reaction: { kind: 'give-up' }, taken: 'no' };
/** This message can never get there. */
export const GIVE_UP_MESSAGE: FailureMeaning = { reaction: { kind: 'give-up', of: 'message' }, taken: 'no' };

/** The longest time we let a provider tell us to wait, and the shortest: 15 min and 1 s. */
const LONGEST_WAIT_MS = 900_000;
export const SHORTEST_WAIT_MS = 1_000;

/** A provider's "come back in n seconds"; a number that makes no sense is a plain retry. */
export function waitFor(seconds: number | undefined): Reaction {
  if (seconds === undefined || Number.isNaN(seconds) || seconds < 0) return { kind: 'retry' };
  return { kind: 'retry-at', afterMs: Math.min(Math.max(seconds * 1000, SHORTEST_WAIT_MS), LONGEST_WAIT_MS) };
}

/** The header `Retry-After`, in seconds from now; undefined when it is not there or makes no sense. */
export function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max((at - Date.now()) / 1000, 0);
}

/** The message of what is behind an error. */
export function rootMessage(error: unknown): string {
  return chain(error).at(-1)?.message || String(error);
}

/** An error and what is behind it; of several addresses tried, the last one counts. */
function chain(error: unknown): Error[] {
  const links: Error[] = [];
  let link: unknown = error;
  while (link instanceof Error && links.length < 10) {
    links.push(link);
    link = link.cause ?? (link as { errors?: unknown[] }).errors?.at(-1);
  }
  return links;
}

/** The failure as it is thrown. @param text cut to one line of 300 characters; has no secrets */
export function failure(text: string, { reaction, taken }: FailureMeaning): DeliveryError {
  return new DeliveryError(shown(text), reaction, taken);
}

function shown(text: string): string {
  // eslint-disable-next-line no-control-regex -- what a server answers is not ours
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return cut(line, 300);
}
