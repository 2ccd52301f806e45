/** The form of messages: what a handler accepts. Meaning is judged later, by the domain. */
import type { Command } from '../domain/ticket/commands.js';
import type { Fact } from '../domain/ticket/facts.js';
import { parseInstant } from '../domain/time/instant.js';
import type { Instant } from '../domain/rules/policy.js';

/** Says what is wrong with a message, in a sentence that names the field. */
export class FormError extends Error {}

const MAX_ID = 200;
const MAX_NAME = 100;
const MAX_SLA_HOURS = 87_600;

/** Reads the payload of a signal. @throws FormError */
export function readFact(type: Fact['type'], payload: unknown, now: Instant): Fact {
  const fields = object(payload);
  const happened = { eventId: text(fields, 'eventId', MAX_ID), at: instant(fields, 'at', now) };
  switch (type) {
    case 'customer_replied':
    case 'agent_replied':
    case 'resolution_confirmed':
      return { type, ...happened };
    case 'sentiment_scored':
      return { type, ...happened, score: number(fields, 'score', -1, 1) };
    case 'ticket_changed': {
      const changes = {
        ...(has(fields, 'status') && { status: text(fields, 'status', MAX_NAME) }),
        ...(has(fields, 'priority') && { priority: text(fields, 'priority', MAX_NAME) }),
        ...(has(fields, 'customerTier') && { customerTier: text(fields, 'customerTier', MAX_NAME) }),
        ...(has(fields, 'slaHours') && { slaHours: positive(fields, 'slaHours', MAX_SLA_HOURS) }),
        ...(has(fields, 'assigneeGroup') && { assigneeGroup: text(fields, 'assigneeGroup', MAX_NAME) }),
      };
      if (Object.keys(changes).length === 0) {
        throw new FormError('needs one of status, priority, customerTier, slaHours, assigneeGroup');
      }
      return { type, ...happened, ...changes };
    }
  }
}

/** Reads which fact is asked about. @throws FormError */
export function readEventId(payload: unknown): string {
  return text(object(payload), 'eventId', MAX_ID);
}

/** Reads the payload of an update. @throws FormError */
export function readCommand(type: Command['type'], payload: unknown): Command {
  const fields = object(payload);
  const asked = { commandId: text(fields, 'commandId', MAX_ID), by: text(fields, 'by', MAX_NAME) };
  switch (type) {
    case 'acknowledge':
      return { type, ...asked };
    case 'snooze':
      return { type, ...asked, until: has(fields, 'until') ? instant(fields, 'until', 0) : null };
    case 'escalate':
      return { type, ...asked, ...(has(fields, 'to') && { to: text(fields, 'to', MAX_NAME) }) };
    case 'de_escalate': {
      if (!has(fields, 'to')) return { type, ...asked };
      const to = fields.to;
      if (to !== 'previous' && to !== 'base') throw new FormError('to must be previous or base');
      return { type, ...asked, to };
    }
  }
}

type Fields = Record<string, unknown>;

function object(payload: unknown): Fields {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new FormError('must be a JSON object');
  }
  return payload as Fields;
}

function has(fields: Fields, name: string): boolean {
  return fields[name] !== undefined && fields[name] !== null;
}

function text(fields: Fields, name: string, longest: number): string {
  const value = fields[name];
  // eslint-disable-next-line no-control-regex -- control characters have no place in an id or a name
  if (typeof value !== 'string' || value === '' || value.length > longest || /[\u0000-\u001f\u007f]/.test(value)) {
    throw new FormError(`${name} must be a line of 1 to ${longest} characters`);
  }
  return value;
}

function number(fields: Fields, name: string, least: number, most: number): number {
  const value = fields[name];
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new FormError(`${name} must be a number from ${least} to ${most}`);
  }
  return value;
}

function positive(fields: Fields, name: string, most: number): number {
  const value = number(fields, name, 0, most);
  if (value === 0) throw new FormError(`${name} must be more than 0`);
  return value;
}

function instant(fields: Fields, name: string, now: Instant): Instant {
  if (!has(fields, name)) return now;
  const parsed = parseInstant(fields[name]);
  if (parsed === undefined) throw new FormError(`${name} must be an ISO-8601 instant such as 2026-01-05T09:00:00Z`);
  return parsed;
}
