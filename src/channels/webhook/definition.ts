/** The channel `webhook`: what a target is, its settings (which hold addresses and signing secrets), its words. */
import { readText } from '../../reading/names.js';
import { optional, readRate, required } from '../../reading/setting.js';
import { define } from '../definition.js';
import { readEndpointName, readEndpoints } from '../endpoints.js';

/** JSON to a program, signed as Standard Webhooks has it. */
export const webhook = define({
  label: 'Webhook',
  target: 'The name of an endpoint that `RUNG_WEBHOOKS` has the address of.',
  examples: ['pager'],
  read: readEndpointName,
  identity: (name) => name,
  place: (name) => `webhook ${name}`,
  settings: {
    RUNG_WEBHOOKS: optional(
      'The endpoints of webhooks, each a name, its address and the secret to sign with; without them webhooks go to the console channel.',
      'pager=https://events.example.com/rung whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      readWebhooks,
    ),
    RUNG_WEBHOOKS_FILE: optional(
      'A file that holds the endpoints, instead of RUNG_WEBHOOKS; it is read for each message.',
      '/run/secrets/webhooks',
      (text) => readText(text, 'the path of a file'),
    ),
    RUNG_OPERATOR_WEBHOOK: optional(
      'The endpoint that hears that Rung itself is in trouble.',
      'pager',
      readEndpointName,
    ),
    RUNG_WEBHOOKS_PER_SECOND: required(
      'How many messages a worker sends to one endpoint per second at most.',
      '10',
      readRate,
    ),
  },
  alternatives: [['RUNG_WEBHOOKS', 'RUNG_WEBHOOKS_FILE']],
  operator: 'RUNG_OPERATOR_WEBHOOK',
  refused: 'An endpoint of a webhook is not known, or refuses us; its alerts wait until that is mended',
});

/** What `RUNG_WEBHOOKS` and its file hold. */
export function readWebhooks(text: string) {
  return readEndpoints(text, { isSigned: true });
}
