/** Signing as each system does, written from its documentation and not from our verifier. */
import { createHmac } from 'node:crypto';

export interface Signer {
  /** Names of the headers, as the sender writes them. */
  signature: string;
  timestamp?: string;
  id?: string;
  /** How old a signature may be. */
  tolerance?: number;
  encoding: 'hex' | 'base64';
  prefix: string;
  secrets: [first: string, second: string];
  /** The time as the sender writes it. */
  time(at: number): string;
  sign(secret: string, body: Buffer, time: string, id: string): string;
}

const seconds = (at: number) => String(Math.floor(at / 1000));
const MINUTE = 60_000;

export const SIGNERS: Record<string, Signer> = {
  zendesk: {
    signature: 'X-Zendesk-Webhook-Signature',
    timestamp: 'X-Zendesk-Webhook-Signature-Timestamp',
    tolerance: 15 * MINUTE,
    encoding: 'base64',
    prefix: '',
    secrets: ['zd_secret_one_aaaaaaaaaa==', 'zd_secret_two_bbbbbbbbbb=='],
    time: (at) => new Date(at).toISOString().replace('.000Z', 'Z'),
    sign: (secret, body, time) => createHmac('sha256', secret).update(time).update(body).digest('base64'),
  },
  zammad: {
    signature: 'X-Hub-Signature',
    encoding: 'hex',
    prefix: 'sha1=',
    secrets: ['zammad-token-one', 'zammad-token-two'],
    time: seconds,
    sign: (secret, body) => `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`,
  },
  chatwoot: {
    signature: 'X-Chatwoot-Signature',
    timestamp: 'X-Chatwoot-Timestamp',
    tolerance: 5 * MINUTE,
    encoding: 'hex',
    prefix: 'sha256=',
    secrets: ['chatwoot-secret-one', 'chatwoot-secret-two'],
    time: seconds,
    sign: (secret, body, time) =>
      `sha256=${createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')}`,
  },
  github: {
    signature: 'X-Hub-Signature-256',
    encoding: 'hex',
    prefix: 'sha256=',
    secrets: ["It's a Secret to Everybody", 'another secret of everybody'],
    time: seconds,
    sign: (secret, body) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  },
  'standard-webhooks': {
    signature: 'webhook-signature',
    timestamp: 'webhook-timestamp',
    id: 'webhook-id',
    tolerance: 5 * MINUTE,
    encoding: 'base64',
    prefix: 'v1,',
    secrets: [
      `whsec_${Buffer.alloc(24, 'first secret of 24 bytes').toString('base64')}`,
      `whsec_${Buffer.alloc(64, 'second secret').toString('base64')}`,
    ],
    time: seconds,
    sign(secret, body, time, id) {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')}`;
    },
  },
  slack: {
    signature: 'X-Slack-Signature',
    timestamp: 'X-Slack-Request-Timestamp',
    tolerance: 5 * MINUTE,
    encoding: 'hex',
    prefix: 'v0=',
    secrets: ['8f742231b10e8888abcd99yyyzzz85a5', '00742231b10e8888abcd99yyyzzz85a5'],
    time: seconds,
    sign: (secret, body, time) => `v0=${createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest('hex')}`,
  },
};
