/** The form of messages: what a handler accepts, by the fields and limits of src/domain/forms. Meaning is judged later, by the domain. */
import { fieldValue, mustBe, type Members } from '../domain/forms/field.js';
import { ASKED, FACTS, HAPPENED, ID, TICKET_CHANGES } from '../domain/forms/messages.js';
import type { PolicyChange } from '../domain/change/policy-change.js';
import type { Instant, Policy } from '../domain/rules/policy.js';
import { COMMANDS, type Command, type CommandName } from '../domain/ticket/commands.js';
import type { Fact } from '../domain/ticket/facts.js';

/** Says what is wrong with a message, in a sentence that names the field. */
export class FormError extends Error {}

/** Reads the payload of a signal. @throws FormError */
export function readFact(type: Fact['type'], payload: unknown, now: Instant): Fact {
  const fields = object(payload);
  const happened = { at: now, ...members(HAPPENED, fields) };
  const told = members(FACTS[type], fields);
  if (type === 'ticket_changed' && Object.keys(told).length === 0) {
    throw new FormError(`needs one of ${Object.keys(TICKET_CHANGES).join(', ')}`);
  }
  return { type, ...happened, ...told } as Fact;
}

/** Reads which fact is asked about. @throws FormError */
export function readEventId(payload: unknown): string {
  return members({ eventId: { field: ID } }, object(payload))['eventId'] as string;
}

/** Reads the payload of an update. @throws FormError */
export function readCommand(name: CommandName, payload: unknown): Command {
  const { type, arguments: given } = COMMANDS[name];
  const fields = object(payload);
  return { type, ...members(ASKED, fields), ...members(given, fields) } as Command;
}

/**
 * Reads the payload of a change of policy. That the policy makes sense was found out where its file was read; here only that it is one,
 * so that what follows can be said of it. @throws FormError
 */
export function readPolicyChange(payload: unknown): PolicyChange {
  const fields = object(payload);
  const asked = members({ ...ASKED, policyHash: { field: ID }, tiers: { field: TIER_NAMES, optional: true } }, fields);
  const { policy, quiet } = fields;
  if (!isPolicy(policy)) throw new FormError('policy must be a policy of version 1 with tiers, rules and a cooldown');
  return { type: 'change_policy', ...asked, policy, ...(quiet === true && { quiet }) } as PolicyChange;
}

/** Names of tiers by names of tiers. */
const TIER_NAMES = { kind: 'values', longest: 100, most: 100 } as const;

function isPolicy(value: unknown): value is Policy {
  const { version, tiers, rules, cooldown, priorities, deEscalate } = (value ?? {}) as Partial<Policy>;
  const lists = [tiers, rules, priorities, deEscalate].every((list) => Array.isArray(list));
  return (version as unknown) === 1 && lists && tiers!.length > 0 && typeof cooldown === 'number';
}

type Fields = Record<string, unknown>;

function object(payload: unknown): Fields {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new FormError('must be a JSON object');
  }
  return payload as Fields;
}

/** The members that are given, and nothing else. What a value is is not said: it may be long, or a customer's. */
function members(known: Members, fields: Fields): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, { field, optional }] of Object.entries(known)) {
    const given = fields[name];
    if (optional && (given === undefined || given === null)) continue;
    const value = fieldValue(field, given);
    if (value === undefined) throw new FormError(`${name} must be ${mustBe(field)}`);
    read[name] = value;
  }
  return read;
}
