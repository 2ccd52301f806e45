/** The results, readable. */
import { markdownTable } from '../../src/cli/table.js';
import type { Finding } from './ledger/finding.js';
import type { Result } from './scenario.js';

const COLUMNS: [title: string, cell: (result: Result) => string][] = [
  ['scenario', ({ name }) => name],
  ['result', ({ findings }) => (findings.length === 0 ? 'passed' : 'FAILED')],
  ['tickets', ({ tickets }) => `${tickets}`],
  ['facts', ({ facts }) => `${facts}`],
  ['transitions', ({ transitions }) => `${transitions}`],
  ['messages', ({ messages }) => `${messages}`],
  ['superseded', ({ superseded }) => `${superseded}`],
  ['lost', (result) => `${count(result, 'lost')}`],
  ['stuck', (result) => `${count(result, 'stuck')}`],
  ['order', (result) => `${count(result, 'out of order')}`],
  ['twice', (result) => `${count(result, 'duplicated')}`],
  ['excused', (result) => `${excused(result)}`],
  ['late', ({ late }) => inSeconds(late)],
  ['overdue', ({ overdue }) => inSeconds(overdue)],
  ['progress', ({ progress }) => inSeconds(progress)],
  ['task', ({ task }) => `${Math.round(task)} ms`],
  ['took', ({ took }) => `${Math.round(took / 1000)} s`],
];

/** A markdown table. */
export function resultTable(results: readonly Result[]): string {
  const rows = results.map((result) => COLUMNS.map(([, cell]) => cell(result)));
  return markdownTable([COLUMNS.map(([title]) => title), ...rows]).join('\n');
}

/** The rounds of each scenario as one: the work of all, the findings of all, the worst of the times. */
export function rounds(results: readonly Result[]): Result[] {
  const names = [...new Set(results.map(({ name }) => name))];
  return names.map((name) => {
    const all = results.filter((result) => result.name === name);
    const sum = (of: (result: Result) => number) => all.reduce((total, result) => total + of(result), 0);
    const most = (of: (result: Result) => number) => Math.max(...all.map(of));
    return {
      ...all[0]!,
      findings: all.flatMap(({ findings }) => findings),
      tickets: sum(({ tickets }) => tickets),
      facts: sum(({ facts }) => facts),
      transitions: sum(({ transitions }) => transitions),
      messages: sum(({ messages }) => messages),
      superseded: sum(({ superseded }) => superseded),
      duplicates: sum(({ duplicates }) => duplicates),
      lostTasks: sum(({ lostTasks }) => lostTasks),
      late: most(({ late }) => late),
      overdue: most(({ overdue }) => overdue),
      progress: most(({ progress }) => progress),
      task: most(({ task }) => task),
      took: most(({ took }) => took),
    };
  });
}

/** The figures of the whole, in a line each. */
export function totals(results: readonly Result[]): string {
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
  const most = (of: (result: Result) => number) => inSeconds(Math.max(0, ...results.map(of)));
  const kinds: Finding['kind'][] = ['lost', 'stuck', 'out of order', 'invented', 'different', 'late', 'too little'];
  return [
    kinds.map((kind) => `${kind} ${sum((result) => count(result, kind))}`).join(', '),
    `duplicates ${sum((result) => count(result, 'duplicated'))} that nothing excuses, ${sum(excused)} where no reply could be had`,
    `workflow tasks that the server handed to nobody and offered again after 10 s: ${sum(({ lostTasks }) => lostTasks)}`,
    `first progress after a killed worker: ${most(({ progress }) => progress)} at most`,
    `overdue after an outage's end: ${most(({ overdue }) => overdue)} at most; without an outage: ${most(({ late }) => late)}`,
    'scaled down: outages of minutes and hours last 10 to 40 s, against a policy in seconds, by settings that production has too (docs/guarantees.md)',
  ].join('\n');
}

function count({ findings }: Result, kind: Finding['kind']): number {
  return findings.filter((finding) => finding.kind === kind).length;
}

/** Messages that came twice where the scenario says that one duplicate could not be avoided. */
function excused(result: Result): number {
  return Math.max(0, result.duplicates - count(result, 'duplicated'));
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
