/** Alerts to programs. Each goes by itself and always under its key: a receiver that remembers ids hears it once. */
import {
  GIVE_UP,
  GIVE_UP_MESSAGE,
  SUSPEND,
  RETRY,
  RETRY_LOOK_FIRST,
  retryAfter,
  waitFor,
  type FailureMeaning,
} from '../failures.js';
import { oneByOne, type DigestChannel } from '../port.js';
import { posterTo, type PosterOptions } from '../poster.js';
import type { HttpAnswer } from '../../http/request.js';
import { bodyOf } from './body.js';
import { signatures, webhookId } from './signature.js';

export type WebhookOptions = Pick<PosterOptions, 'endpoints' | 'sendMs' | 'network' | 'resolve'> & {
  /** Default: the system's clock. */
  now?: () => number;
};

export function webhookChannel({ now = Date.now, ...options }: WebhookOptions): DigestChannel {
  const poster = posterTo({ ...options, label: 'webhook', setting: 'RUNG_WEBHOOKS' });
  return {
    ...oneByOne(async (message) => {
      const id = webhookId(message.key);
      const body = bodyOf(message, now());
      const timestamp = Math.floor(now() / 1000);
      const signed = { 'webhook-id': id, 'webhook-timestamp': `${timestamp}` };
      await poster.post(
        message.address,
        ({ secrets }) => ({
          headers: { ...signed, 'webhook-signature': signatures({ id, timestamp, body }, secrets) },
          body,
        }),
        verdictOf,
      );
      return { providerId: id };
    }),
    dropsRepeats: true,
    apart: true,
    problemWith: (address) => poster.problemWith(address),
  };
}

/** Standard Webhooks: 2xx is taken, 410 is for good, all else is tried again. */
function verdictOf({ status, headers }: HttpAnswer): FailureMeaning {
  switch (status) {
    case 410:
      return GIVE_UP;
    case 413:
      return GIVE_UP_MESSAGE;
    case 401:
    case 403:
    case 407:
      return SUSPEND;
    case 429:
    case 503:
      return { reaction: waitFor(retryAfter(headers['retry-after'])), taken: 'no' };
    default:
      // A redirect is refused: whoever could make one would get what the signature protects.
      if (status < 400) return SUSPEND;
      return status < 500 ? RETRY : RETRY_LOOK_FIRST;
  }
}
