/** Telling again, read from the log alone and as docs/policy.md says it, whatever else the engine knows of the ticket. */
import type { Rule } from '../../../src/domain/rules/policy.js';
import type { LogDocument } from '../../../src/store/port.js';
import type { Finding } from './finding.js';

/** What the log of one ticket says of repeats. */
export interface Repeats {
  findings: Finding[];
  /** How often a rule has told again. */
  repeats: number;
  /** How many acknowledgements came before a rule had told as often as it may. */
  stopped: number;
}

/** Entries after which nothing is told again that was told before. */
const ENDS: readonly unknown[] = ['escalated', 'deescalated', 'acknowledged', 'snoozed', 'closed'];

/** @param log of one ticket, in any order */
export function readRepeats(log: readonly LogDocument[], rules: readonly Rule[]): Repeats {
  const read: Repeats = { findings: [], repeats: 0, stopped: 0 };
  /** By rule, since when it is told again, how often it has been, and how often it may be. */
  const telling = new Map<string, { since: number; told: number; atMost: number }>();
  for (const entry of log.toSorted((a, b) => Number(a['number']) - Number(b['number']))) {
    const at = (entry['at'] as Date).getTime();
    if (entry['kind'] === 'acknowledged' && [...telling.values()].some(({ told, atMost }) => told < atMost))
      read.stopped++;
    if (ENDS.includes(entry['kind'])) telling.clear();
    const rule = rules.find(({ name }) => name === entry['rule']);
    if (!rule?.repeat || !['notified', 'escalated'].includes(String(entry['kind']))) continue;

    const { every, atMost = Infinity } = rule.repeat;
    const nth = Number(entry['repeat'] ?? 0);
    const known = telling.get(rule.name);
    const since = nth === 0 ? at : (known?.since ?? at);
    if (nth > 0) {
      read.repeats++;
      const wrong = (kind: Finding['kind'], why: string) =>
        read.findings.push({ kind, what: `log entry ${entry._id}, repeat ${nth}: ${why}` });
      if (!known) wrong('invented', 'nothing was to be told again');
      else if (nth <= known.told) wrong('duplicated', `repeat ${known.told} had been told`);
      else if (at < since + nth * every) wrong('different', 'it came too soon');
      if (nth > atMost) wrong('invented', `it was to be told ${atMost} times`);
    }
    telling.set(rule.name, { since, told: nth, atMost });
  }
  return read;
}
