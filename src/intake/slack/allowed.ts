/** Who may act from Slack. The signature says that Slack has sent it; the rest is for us to say. */
import type { SlackWayBack } from '../../channels/back.js';
import type { Policy, Target } from '../../domain/rules/policy.js';
import { isPerson } from '../people/who.js';
import type { Actor } from './payloads.js';

export interface Permission {
  allowed: SlackWayBack['allowed'];
  /** The workspace of the bot token; it is asked where `allowed` names none. */
  ownWorkspace: () => Promise<string>;
  policy: Policy;
}

/** A private channel, or a message to one person, has no name of its own for Slack. */
const NAMELESS = new Set(['privategroup', 'directmessage', '']);

/**
 * Why somebody may not; undefined: they may.
 * @param sentTo the Slack target of the alert whose button was clicked; absent for a line that was typed
 */
export async function refusalFor(actor: Actor, permission: Permission, sentTo?: string): Promise<string | undefined> {
  return (
    (await workspaceRefusal(actor, permission)) ??
    channelRefusal(actor, permission, sentTo) ??
    userRefusal(actor, permission)
  );
}

async function workspaceRefusal(
  { workspace, home }: Actor,
  { allowed, ownWorkspace }: Permission,
): Promise<string | undefined> {
  let workspaces = allowed.workspaces;
  if (!workspaces) {
    try {
      workspaces = [await ownWorkspace()];
    } catch {
      return 'Rung cannot find out now which workspace it belongs to; try again, or let its operator set RUNG_SLACK_WORKSPACES';
    }
  }
  const other = [workspace, home].find((one) => !workspaces.includes(one));
  return other === undefined
    ? undefined
    : `members of the workspace ${other} may not act on tickets; RUNG_SLACK_WORKSPACES says whose may`;
}

function channelRefusal(
  { id, channel }: Actor,
  { allowed: { channels }, policy }: Permission,
  sentTo: string | undefined,
): string | undefined {
  const isHere = (one: string) => one === channel.id || one.toLowerCase() === `#${channel.name.toLowerCase()}`;
  if (channels) return channels.some(isHere) ? undefined : noPlace(channel);
  // A button was put there by Rung itself, into the place that the alert's key names; Slack does not always tell its name.
  if (sentTo !== undefined && (isHere(sentTo) || NAMELESS.has(channel.name) || /^[UWD]/.test(sentTo))) return undefined;
  if (channel.name === 'directmessage' && isPerson(policy, id)) return undefined;
  return slackTargetsOf(policy).some(isHere) ? undefined : noPlace(channel);
}

function noPlace({ id }: Actor['channel']): string {
  return `this channel (${id}) is not one in which tickets are acted on; RUNG_SLACK_CHANNELS says which are`;
}

function userRefusal({ id }: Actor, { allowed: { users }, policy }: Permission): string | undefined {
  if (!users || users.includes(id) || isPerson(policy, id)) return undefined;
  return `you (${id}) are neither one of the people of the policy nor in RUNG_SLACK_USERS`;
}

function slackTargetsOf({ tiers, rules }: Policy): string[] {
  const lists: (readonly Target[] | 'here' | undefined)[] = [
    ...tiers.map(({ notify }) => notify),
    ...rules.map((rule) => ('notify' in rule ? rule.notify : undefined)),
  ];
  return lists
    .flatMap((list) => (list === undefined || list === 'here' ? [] : list))
    .filter(({ channel }) => channel === 'slack')
    .map(({ address }) => address);
}
