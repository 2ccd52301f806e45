/** A decision as one readable line. */
import { policyWords } from '../../domain/change/words.js';
import { peoplesWords } from '../../domain/ticket/commands.js';
import type { DecisionLine } from '../../domain/ticket/view.js';
import { placeOf } from '../../channels/definitions.js';
import type { Terminal } from '../terminal.js';

export interface DecisionWords {
  colours: Terminal['colours'];
  /** How instants are written. */
  time: (at: string) => string;
  /** What a rule waits for, in brackets after its name; empty for nothing. */
  why?: (rule: string) => string;
}

/** `L1 → L2  time_based  (75 % of the SLA used)  normal → high  to #tier2-queue, tier2@example.com`. */
export function decisionWords(line: DecisionLine, { colours, time, why = () => '' }: DecisionWords): string {
  const by = 'by' in line && line.by !== undefined ? `by ${line.by}` : '';
  const reason = (rule: string) => {
    const condition = why(rule);
    return condition ? `${rule} (${condition})` : rule;
  };
  switch (line.kind) {
    case 'escalated':
      return joined(
        colours.red(`${line.from} → ${line.to}`),
        colours.bold(reason(line.rule)),
        by,
        change(line.priority),
        told(line, time),
      );
    case 'deescalated':
      return joined(
        colours.green(`${line.from} → ${line.to}`),
        colours.bold(DOWN[line.reason]),
        by,
        change(line.priority),
        told(line, time),
      );
    case 'held':
      return joined(
        colours.yellow('held'),
        colours.bold(reason(line.rule)),
        line.by === undefined ? '' : `by the ${line.by}`,
        `until ${time(line.until)}`,
      );
    case 'skipped':
      return colours.dim(joined('skipped', reason(line.rule), 'it came true before the watch began'));
    case 'notified':
      return joined(
        'notified',
        colours.bold(reason(line.rule)),
        line.repeat === undefined ? '' : `again (${line.repeat})`,
        told(line, time),
      );
    case 'scored':
      return colours.dim(`sentiment ${line.score} by ${line.source}`);
    case 'policy_changed':
      return policyWords(line);
    case 'closed':
      return colours.dim(joined(`closed as ${line.status}`, line.by === undefined ? '' : 'by itself'));
    case 'reopened':
      return `reopened as ${line.status}`;
    case 'ignored':
      return colours.dim(`ignored ${line.event}: the ticket is closed`);
    default:
      return peoplesWords(line, time);
  }
}

const DOWN = { sentiment: 'the customer is happier', resolution: 'resolution confirmed', manual: 'manual' };

function change({ from, to }: { from: string; to: string }): string {
  return from === to ? '' : `${from} → ${to}`;
}

type Told = Extract<DecisionLine, { notify: string[] }>;

/** Of those that are told at once and stand for themselves: most decisions share one of a few lists of a policy. */
const plain = new WeakMap<readonly string[], string>();

/** `to #two, anna@example.com from 2026-01-06 08:00  on call: anna (primary)` */
function told(line: Told, time: (at: string) => string): string {
  const { notify, onCall, deferred } = line;
  if (onCall || deferred) return toldWords(line, time);
  let words = plain.get(notify);
  if (words === undefined) plain.set(notify, (words = toldWords(line, time)));
  return words;
}

function toldWords({ notify, onCall = {}, deferred = {} }: Told, time: (at: string) => string): string {
  const opening = (target: string) => {
    const at = deferred[target];
    return at === undefined ? '' : at === null ? ' never, for its hours do not open' : ` from ${time(at)}`;
  };
  const targets = notify.map((target) => `${placeOf(target)}${opening(target)}`);
  const shifts = Object.entries(onCall).map(([rotation, who]) => `${who} (${rotation})`);
  return joined(
    targets.length === 0 ? '' : `to ${targets.join(', ')}`,
    shifts.length === 0 ? '' : `on call: ${shifts.join(', ')}`,
  );
}

function joined(...parts: string[]): string {
  let words = '';
  for (const part of parts) if (part !== '') words += words === '' ? part : `  ${part}`;
  return words;
}
