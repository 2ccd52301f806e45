/** Webhooks by their settings. */
import { endpointsOf } from '../poster.js';
import type { SetUp } from '../set-up.js';
import { webhookChannel } from './adapter.js';
import { readWebhooks, type webhook } from './definition.js';

export const setUpWebhook: SetUp<typeof webhook> = (settings, { sendMs, network }) => {
  const { RUNG_WEBHOOKS, RUNG_WEBHOOKS_FILE: file, RUNG_WEBHOOKS_PER_SECOND: perSecond } = settings;
  const known = endpointsOf(RUNG_WEBHOOKS, file, readWebhooks);
  if (!known) return { printed: 'Webhooks are printed here (no RUNG_WEBHOOKS)' };
  const { endpoints, places } = known;
  return {
    channel: webhookChannel({ endpoints, sendMs, network }),
    said: `Webhooks go to ${places}, ${perSecond} a second to each at most`,
    perSecond,
  };
};
