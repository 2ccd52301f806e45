/** Drift: what the auditor finds where tickets, workflows and alerts do not agree. Kinds, findings, and what an audit reports. */
import type { Coverage } from './coverage.js';
import type { Channel, Instant } from '../rules/policy.js';

/** The kinds of drift, as a person reads them. Each is an incident of its own; channels that refuse us are more of them. */
export const DRIFT = {
  'workflow-missing': 'An open ticket has no workflow that watches it',
  'workflow-ended': 'The workflow of an open ticket was terminated, failed or timed out',
  'document-missing': 'A ticket is watched that the database does not have',
  'status-drifted': 'A status was changed in the database and the engine never heard of it',
  'field-drifted': 'A field was changed in the database and the engine never heard of it',
  'mirror-drifted': "A field of the engine's in a ticket is not what the engine wrote there",
  'copy-outdated': 'The database holds an older state of a ticket than its workflow',
  'deadline-overdue': 'A deadline has passed and nothing was decided',
  'task-stuck': 'A workflow cannot go on: its code fails each time it is tried',
  'log-gap': 'A transition is not in the log',
  'comparison-behind': 'It is too long ago that all tickets were compared: the auditor cannot keep up',
  'queue-unattended': 'No worker serves a task queue',
  'alert-late': 'An alert has been waiting for too long',
  'alert-undeliverable': 'An alert was given up: its target cannot be reached',
  'fact-late': 'A fact that the intake has accepted has not reached its ticket for too long',
  'reconciler-behind': "A help desk's API has not been read to the end for too long",
} as const;

/** A channel refuses our credentials or settings. The channel's definition has the words. */
export type Refusal = `${string}-refused`;

export type DriftKind = keyof typeof DRIFT | Refusal;

/** `slack-refused` */
export function refusalBy(channel: Channel): Refusal {
  return `${channel}-refused`;
}

/** One thing that looks wrong. */
export interface Drift {
  kind: DriftKind;
  /** What it is about: a ticket id, a task queue. */
  subject: string;
  /** Tells this occurrence from another one of the same kind and subject. */
  mark: string;
  /** What exactly, for a person. */
  detail: string;
}

/** Drift that may still be in motion: it counts once it has lasted. */
export interface UnconfirmedDrift {
  kind: DriftKind;
  subject: string;
  mark: string;
  since: Instant;
  /** How often a repair was tried. */
  repairs: number;
}

/** All findings of one kind in one audit. */
export interface Finding {
  kind: DriftKind;
  count: number;
  /** How many of them were repaired; the next audits look whether that helped. */
  repaired: number;
  /** The first few. */
  examples: { subject: string; detail: string }[];
}

/** What one part of an audit has seen. */
export interface Sighting {
  /** How many documents, workflows or alerts were looked at. */
  looked: number;
  findings: Finding[];
  suspects: UnconfirmedDrift[];
}

/** What the part of an audit that looks at tickets and workflows has seen. */
export interface TicketSighting extends Sighting {
  /** Everything was asked that each audit asks, and no page failed; where the database is slow there may be no time for that. */
  complete: boolean;
  coverage: Coverage;
}

export interface AuditReport {
  at: Instant;
  /** Nothing is wrong, as far as could be asked; what was repaired just now counts as wrong. */
  healthy: boolean;
  /** Everything was asked that each audit asks. Reports of an earlier release do not say. */
  complete?: boolean;
  /** How many tickets and workflows were looked at. */
  tickets: number;
  findings: Finding[];
  /** What the next audit has to look at again before it counts. */
  suspects: UnconfirmedDrift[];
  /** How far the rolling pass has come. */
  coverage: Coverage;
}

/** Something to tell the operator, on one channel. */
export interface Notice {
  /** The incident it is about. */
  incident: DriftKind;
  /** The how-maniest time that this incident is there. */
  number: number;
  phase: 'begun' | 'ended';
  channel: Channel;
  address: string;
  headline: string;
  text: string;
}

/** `operator:<incident>:<number>:<phase>:<channel>`: the identity of a message to the operator. */
export function noticeKey({ incident, number, phase, channel }: Notice): string {
  return `${OPERATOR}:${incident}:${number}:${phase}:${channel}`;
}

/** Stands for the ticket's id in the ledger's entries of messages to the operator. */
export const OPERATOR = 'operator';

/** The parts of an audit put together. */
export function reportOf(alerts: Sighting, tickets: TicketSighting, at: Instant): AuditReport {
  const findings = [...alerts.findings, ...tickets.findings];
  const { looked, suspects, coverage, complete } = tickets;
  return { at, healthy: complete && findings.length === 0, complete, tickets: looked, findings, suspects, coverage };
}
