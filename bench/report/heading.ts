/** What was measured against what, in a few lines. */
import type { Results } from '../run.js';
import { isWorkflowSide, MEANINGS, TITLES } from '../sides/names.js';

export function headingOf({ options, servers, at, seconds }: Results): string[] {
  const { seed, rounds, tickets, signals, storms, store, pace } = options;
  return [
    ...options.sides.map((side) => `${TITLES[side]}: ${MEANINGS[side]}`),
    ...servers,
    store === 'memory'
      ? 'store: in memory (Rung and the naive design write to no database; no audits)'
      : 'store: the database, for all but the bare workflow',
    pace
      ? 'Rung’s alerts keep to the pace of production, one message a second to a target; the others’ do not'
      : 'alerts are taken at once, as many as come',
    `${at.slice(0, 10)}, seed ${seed}, ${rounds} rounds of ${tickets} tickets and ${signals} signals each, ` +
      `${storms} of storms, medians; ${Math.round(seconds)} s in all`,
  ];
}

/** Empty when there is nothing to say. */
export function warningOf({ complaints, options }: Results): string {
  const all = Object.values(complaints).reduce((a, b) => a + b, 0);
  if (all === 0) return '';
  const whose = options.sides.filter((side) => isWorkflowSide(side) && complaints[side]).map((side) => TITLES[side]);
  return `${all} warnings or errors were logged by workers (${whose.join(', ')}): look at them before you trust the numbers`;
}
