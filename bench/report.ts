/** The results as tables for people. */
import type { CpuTimes } from './cpu.js';
import type { Results, SideName } from './run.js';
import { median } from './statistics.js';
import type { Storm } from './storm.js';
import type { Throughput } from './throughput.js';
import { WAYS } from './persisting.js';
import { table } from './table.js';

export function report(results: Results): string {
  const { options } = results;
  const head = [
    `Rung beside a bare workflow (one signal handler, one kept timer, one activity that does nothing)`,
    ...results.servers,
    'the worker in a process of its own, alerts into a null sink',
    `seed ${options.seed}, ${options.rounds} rounds of ${options.tickets} tickets and ${options.signals} signals each, ` +
      `${options.storms} of storms, medians; ${Math.round(results.seconds)} s in all`,
  ];
  const parts = [
    head.join('\n'),
    comparison(results),
    processorTime(results),
    persisting(results),
    complaints(results),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function comparison({ throughput, storms, life, options }: Results): string {
  const rate = (pick: (of: Throughput) => number) => (side: SideName) => median(throughput[side].map(pick));
  const storm = (pick: (of: Storm) => number) => (side: SideName) => median(storms[side].map(pick));
  const deadlines = options.deadlines.toLocaleString('en');
  const rows: [string, (side: SideName) => number, number?][] = [
    ['starts/s, accepted by Temporal', rate((r) => r.startsAccepted)],
    ['starts/s, worked off', rate((r) => r.starts)],
    ['signals/s, accepted by Temporal', rate((r) => r.signalsAccepted)],
    ['signals/s, worked off', rate((r) => r.signals)],
    [`storm of ${deadlines}: transitions/s, all done`, storm((s) => s.perSecond), 1],
    [`storm: seconds until all is done`, storm((s) => s.seconds), 1],
    ['storm: lateness of the decision, p50 ms', storm((s) => s.decided.p50)],
    ['storm: lateness of the decision, p99 ms', storm((s) => s.decided.p99)],
    ['storm: lateness of what follows, p50 ms', storm((s) => s.done.p50)],
    ['storm: lateness of what follows, p99 ms', storm((s) => s.done.p99)],
    ['events in a ticket life', (side) => life[side].events],
    ['history of a ticket life, KB', (side) => life[side].kilobytes],
    ['worker memory per cached ticket, KB', storm((s) => s.memoryKb)],
  ];
  const lines = rows.map(([what, of, digits = 0]) => {
    const [bare, rung] = [of('bare'), of('rung')];
    return [what, number(bare, digits), number(rung, digits), number(rung / bare, 2)];
  });
  return table(['', 'bare', 'Rung', 'Rung/bare'], lines);
}

function processorTime({ storms }: Results): string {
  const per = (side: SideName): CpuTimes => perDeadline(storms[side].at(-1)!);
  const [bare, rung] = [per('bare'), per('rung')];
  const programs = Object.keys({ ...rung, ...bare });
  if (programs.length === 0) return '';
  const lines = programs.map((name) => [name, number(bare[name] ?? 0, 1), number(rung[name] ?? 0, 1), '']);
  const all = [sum(bare), sum(rung)] as const;
  lines.push(['in all', number(all[0], 1), number(all[1], 1), number(all[1] / all[0], 2)]);
  return table(['processor time in the storm, ms a deadline', 'bare', 'Rung', 'Rung/bare'], lines);
}

function sum(times: CpuTimes): number {
  return Object.values(times).reduce((a, b) => a + b, 0);
}

function perDeadline({ cpu, deadlines }: Storm): CpuTimes {
  return Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, (1_000 * seconds) / deadlines]));
}

function persisting({ persisting: rounds, options }: Results): string {
  if (rounds.length === 0) return '';
  const storms = (pick: (storm: Storm) => number) =>
    WAYS.map((way) => median(rounds.map((round) => pick(round[way].storm))));
  const rows: [string, number[], number?][] = [
    ['seconds until all is done', storms((s) => s.seconds), 1],
    ['lateness of the decision, p99 ms', storms((s) => s.decided.p99)],
    ['lateness of the alerts, p50 ms', storms((s) => s.done.p50)],
    ['lateness of the alerts, p99 ms', storms((s) => s.done.p99)],
    ['processor time, ms a deadline', storms((s) => sum(perDeadline(s))), 1],
    ['events in a ticket life', WAYS.map((way) => rounds[0]![way].life.events)],
  ];
  const lines = rows.map(([what, [local, normal], digits = 0]) => {
    return [what, number(local!, digits), number(normal!, digits), number(local! / normal!, 2)];
  });
  const title = `persisting, storm of ${options.persistingDeadlines.toLocaleString('en')}`;
  return table([title, 'local activity', 'normal activity', 'local/normal'], lines);
}

function complaints({ complaints: counted }: Results): string {
  const all = Object.values(counted).reduce((a, b) => a + b, 0);
  return all === 0 ? '' : `${all} warnings or errors were logged by workers: look at them before you trust the numbers`;
}

function number(value: number, digits: number): string {
  return Number.isFinite(value)
    ? value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '-';
}
