/** Slack as it asks us: clicks and lines, signed as Slack signs. */
import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { parsePolicy } from '../../../src/policy/index.js';
import { readFileSync } from 'node:fs';

export const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';

const text = readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8');
/** Rung's own, with two people. */
export const PEOPLES_POLICY = parsePolicy(
  `${text}\npeople:\n  anna: { slack: U012ANNA, email: anna@example.com }\n  ben: { slack: U012BEN0, email: Ben@example.com }\n`,
  'people.yaml',
);

export interface Clicked {
  ticketId?: string;
  key?: string;
  action?: string;
  change?: number;
  user?: object;
  team?: object | null;
  channel?: object;
  value?: string;
  ts?: string;
  blocks?: object[];
  responseUrl?: string;
  type?: string;
}

/** What Slack sends for a click on a button. */
export function click({
  ticketId = 'T-1',
  key = `${ticketId}:1:slack:#tier2-queue`,
  action = 'rung.acknowledge',
  change = 0,
  user = { id: 'U012ANNA', username: 'anna.k', name: 'anna.k', team_id: 'T0HOME' },
  team = { id: 'T0HOME', domain: 'example' },
  channel = { id: 'C0TIER2', name: 'tier2-queue' },
  value = JSON.stringify({ ticketId, key }),
  ts = `${Math.floor(Date.now() / 1000)}.000100`,
  blocks = [{ type: 'header', block_id: 'x1', text: { type: 'plain_text', text: 'T-1 escalated to L2' } }],
  responseUrl,
  type = 'block_actions',
}: Clicked = {}) {
  return {
    type,
    ...{ user, team, channel, api_app_id: 'A0RUNG', token: 'old', trigger_id: '1.2.x', enterprise: null },
    container: { type: 'message', message_ts: ts, channel_id: (channel as { id?: string }).id, is_ephemeral: false },
    message: { type: 'message', ts, text: 'T-1 escalated', app_id: 'A0RUNG', bot_id: 'B1', blocks },
    ...(responseUrl !== undefined && { response_url: responseUrl }),
    actions: [
      {
        type: 'button',
        action_id: action,
        block_id: `rung.actions.${change}`,
        value,
        action_ts: '1764450000.1',
        text: {},
      },
    ],
  };
}

/** What Slack sends for `/rung <text>`. */
export function line(words: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    ...{ token: 'old', command: '/rung', text: words, trigger_id: `${Math.random()}`, api_app_id: 'A0RUNG' },
    ...{ user_id: 'U012ANNA', user_name: 'anna.k', team_id: 'T0HOME', team_domain: 'example' },
    ...{ channel_id: 'C0TIER2', channel_name: 'tier2-queue', is_enterprise_install: 'false' },
    ...more,
  };
}

export interface Signing {
  secret?: string;
  at?: number;
  headers?: Record<string, string>;
}

export function signed(body: string, { secret = SECRET, at = Date.now(), headers = {} }: Signing = {}) {
  const time = String(Math.floor(at / 1000));
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': time,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`,
    ...headers,
  };
}

export async function sendClick(app: FastifyInstance, payload: object | string, signing: Signing = {}) {
  const body = new URLSearchParams({
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  }).toString();
  return app.inject({ method: 'POST', url: '/slack/interactive', payload: body, headers: signed(body, signing) });
}

export async function sendLine(app: FastifyInstance, form: Record<string, string>, signing: Signing = {}) {
  const body = new URLSearchParams(form).toString();
  const answer = await app.inject({
    method: 'POST',
    url: '/slack/commands',
    payload: body,
    headers: signed(body, signing),
  });
  return {
    status: answer.statusCode,
    text: answer.statusCode === 200 ? answer.json<{ text: string }>().text : answer.body,
  };
}
