/** Decisions in one short line each, with times counted from the begin of the watch. */
import type { Decision } from '../../../src/domain/ladder/decision.js';
import { inWords } from './spans.js';

/** `18h L1 > L2 by time_based`, `22h held sla_breached until 26h`, `23h L2 > L1 for sentiment`, … */
export function line(decision: Decision, start: number): string {
  const by = 'by' in decision && decision.by !== undefined ? ` (${decision.by})` : '';
  return `${inWords(decision.at - start)} ${what(decision, start)}${by}`;
}

function what(decision: Decision, start: number): string {
  switch (decision.kind) {
    case 'escalated':
      return `${decision.from} > ${decision.to} by ${decision.rule}`;
    case 'deescalated':
      return `${decision.from} > ${decision.to} for ${decision.reason}`;
    case 'held':
      return `held ${decision.rule} until ${inWords(decision.until - start)}`;
    case 'notified':
      return `${decision.rule} tells ${decision.notify.join(', ') || 'nobody'}`;
    case 'skipped':
      return `skipped ${decision.rule}`;
    case 'closed':
    case 'reopened':
      return `${decision.kind} as ${decision.status}`;
    case 'ignored':
      return `ignored ${decision.event}`;
    case 'notified':
      return `notified by ${decision.rule}${decision.repeat === undefined ? '' : ` again (${decision.repeat})`}`;
    case 'scored':
      return `scored ${decision.score} by ${decision.source}`;
    case 'policy_changed':
      return 'moved to another policy';
    case 'acknowledged':
      return 'acknowledged';
    case 'unacknowledged':
      return 'acknowledged no more';
    case 'snoozed':
      return decision.until === null ? 'snoozed no more' : `snoozed until ${inWords(decision.until - start)}`;
    default:
      return decision satisfies never;
  }
}
