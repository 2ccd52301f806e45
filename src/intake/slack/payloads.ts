/** What Slack sends: clicks and slash commands. Only what is read here is known of them. */
import { z } from 'zod';
import { changeOf, CLICKS, OPENS, readCarried, type Carried, type Click } from '../../channels/back.js';

/** Who has clicked or typed, and where. */
export interface Actor {
  /** The member. */
  id: string;
  /** What they call themselves; no proof of anything. */
  name: string;
  /** The workspace that the app is installed in. */
  workspace: string;
  /** The workspace that the member is of: in a shared channel it may be another one. */
  home: string;
  channel: { id: string; name: string };
}

export interface ClickRequest {
  actor: Actor;
  click: Click;
  carried: Carried;
  /** How often the buttons of the message had been changed. */
  change: number;
  message: { ts: string; text: string; blocks: readonly unknown[] };
  responseUrl?: string;
}

export interface LineRequest {
  actor: Actor;
  /** What stands after `/rung`. */
  text: string;
  /** The same for the same line. */
  triggerId: string;
  responseUrl?: string;
}

/** It is nothing that Rung does something about. */
export type IgnoredPayload = 'ignored';

const id = z.string().min(1).max(100);
const named = z.string().max(300);

const blockActions = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id, username: named.optional(), name: named.optional(), team_id: id.nullish() }),
  team: z.object({ id }).nullish(),
  enterprise: z.object({ id }).nullish(),
  channel: z.object({ id, name: named.optional() }).nullish(),
  container: z.object({ message_ts: z.string().max(40).optional(), channel_id: id.optional() }).nullish(),
  message: z
    .object({
      ts: z.string().max(40),
      text: z.string().max(50_000).optional(),
      blocks: z.array(z.unknown()).max(100).optional(),
    })
    .nullish(),
  response_url: z.string().max(2_000).optional(),
  actions: z
    .array(z.object({ action_id: named, block_id: named, value: z.string().max(2_000).nullish() }))
    .min(1)
    .max(25),
});

/** @returns undefined for what cannot be read */
export function readClick(payload: unknown): ClickRequest | IgnoredPayload | undefined {
  const type = z.object({ type: z.string() }).safeParse(payload);
  if (!type.success) return undefined;
  if (type.data.type !== 'block_actions') return 'ignored';
  const read = blockActions.safeParse(payload);
  if (!read.success) return undefined;
  const { user, team, enterprise, channel, container, message, response_url: responseUrl, actions } = read.data;
  const action = actions[0]!;
  const click = (Object.keys(CLICKS) as Click[]).find((one) => CLICKS[one] === action.action_id);
  if (!click) return action.action_id.startsWith(OPENS) ? 'ignored' : undefined;
  const carried = readCarried(action.value ?? '');
  const change = changeOf(action.block_id);
  const workspace = team?.id ?? enterprise?.id ?? user.team_id ?? undefined;
  const channelId = channel?.id ?? container?.channel_id;
  const ts = message?.ts ?? container?.message_ts;
  if (!carried || change === undefined || !workspace || channelId === undefined || ts === undefined) return undefined;
  return {
    actor: {
      id: user.id,
      name: user.username ?? user.name ?? '',
      workspace,
      home: user.team_id ?? workspace,
      channel: { id: channelId, name: channel?.name ?? '' },
    },
    ...{ click, carried, change },
    message: { ts, text: message?.text ?? '', blocks: message?.blocks ?? [] },
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

const slashCommand = z.object({
  command: named,
  text: z.string().max(4_000).default(''),
  trigger_id: z.string().min(1).max(300),
  user_id: id,
  user_name: named.default(''),
  team_id: id,
  channel_id: id,
  channel_name: named.default(''),
  response_url: z.string().max(2_000).optional(),
});

/** @returns undefined for what cannot be read */
export function readLine(form: unknown): LineRequest | undefined {
  const read = slashCommand.safeParse(form);
  if (!read.success) return undefined;
  const { text, trigger_id: triggerId, response_url: responseUrl, ...who } = read.data;
  return {
    actor: {
      id: who.user_id,
      name: who.user_name,
      workspace: who.team_id,
      home: who.team_id,
      channel: { id: who.channel_id, name: who.channel_name },
    },
    ...{ text, triggerId },
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

/** The fields of a form; undefined when one is there twice: two readers might each take another. */
export function readForm(body: Uint8Array): Record<string, string> | undefined {
  const fields = [...new URLSearchParams(Buffer.from(body).toString('utf8'))];
  if (new Set(fields.map(([name]) => name)).size < fields.length) return undefined;
  return Object.assign(Object.create(null), Object.fromEntries(fields)) as Record<string, string>;
}
