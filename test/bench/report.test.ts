import { describe, expect, test } from 'vitest';
import { readOptions } from '../../bench/options.js';
import { htmlReport } from '../../bench/report/html.js';
import { textReport } from '../../bench/report/text.js';
import type { Results } from '../../bench/run.js';
import { spreadOf } from '../../bench/statistics.js';

const spread = (from: number) => spreadOf([from, 2 * from, 3 * from, 4 * from]);
const life = (events: number, actions: Record<string, number>) => {
  return { events, kilobytes: 8, stateTransitions: 40, kinds: {}, actions };
};
const storm = (perSecond: number) => {
  const late = { decided: spread(10), told: spread(20) };
  return {
    deadlines: 300,
    seconds: 300 / perSecond,
    perSecond,
    ...late,
    memoryKb: 200,
    cpu: { Temporal: 3, worker: 6 },
  };
};
const options = readOptions(['--quick', '--seed', '7', '--sides', 'bare,rung,script'])!;
const calm = (waiting: number) => {
  const times = { busy: { Temporal: 40 }, idleEmpty: { Temporal: 20 }, idleFull: { Temporal: 20 + waiting } };
  return { ...options.calm, deadlines: 24, decided: spread(100), told: spread(200), ...times };
};
const RESULTS: Results = {
  options,
  servers: ['Temporal <1.29> at 127.0.0.1:7233'],
  at: '2026-11-29T15:00:00.000Z',
  seconds: 75.4,
  throughput: {},
  intake: [
    {
      ...{ signals: 1_000, facts: 850, deliveries: 800, answered: spread(2) },
      cpu: {
        signals: { client: 0.4, intake: 0 },
        facts: { client: 0.1, intake: 0.6 },
        deliveries: { client: 0.2, intake: 0.75 },
      },
    },
  ],
  storms: { bare: [storm(80)], rung: [storm(60)], script: [storm(200)] },
  calm: { bare: calm(0), rung: { ...calm(0.5), audits: { ended: 5, failed: 1 } }, script: calm(40) },
  life: { bare: life(56, { signal: 10, start: 1 }), rung: life(98, { signal: 11, activity: 4, start: 1 }) },
  complaints: {},
};

describe('the table', () => {
  const lines = textReport(RESULTS).split('\n');
  const row = (what: string) =>
    lines
      .find((line) => line.startsWith(what))
      ?.slice(what.length)
      .trim()
      .split(/ {2,}/);

  test('has a column for each side that was measured, and Rung by the bare workflow', () => {
    expect(row('Storm: 300 deadlines within a second')).toEqual(['bare', 'Rung', 'script 1 s', 'Rung/bare']);
    expect(row('transitions a second, everybody told')).toEqual(['80.0', '60.0', '200.0', '0.75']);
    expect(row('events in the history')).toEqual(['56', '98', '1.75']);
    expect(row('Actions of Temporal Cloud')).toEqual(['11', '16', '1.45']);
    expect(row('  activity')).toEqual(['0', '4', '-']);
    expect(row('deliveries by signals')).toEqual(['0.80']);
    expect(row('answer to a delivery at half that load, p99 ms')).toEqual(['8.0']);
    expect(row('in all')).toEqual(['30.0', '30.0', '30.0', '1.00']);
    expect(row('lateness of the alert, p90 ms')).toEqual(['800', '800', '800', '1.00']);
    expect(row('what 1,000 waiting tickets cost, ms a second')).toEqual(['0.00', '5.00', '400.00', '-']);
    expect(row('audits that failed')).toEqual(['-', '1', '-', '-']);
  });

  test('names store, pace and seed, and leaves out what was not measured', () => {
    const text = textReport(RESULTS);
    expect(text).toContain('store: the database, for all but the bare workflow');
    expect(text).toContain('seed 7');
    expect(text).not.toContain('signals, worked off');
    const memory = textReport({ ...RESULTS, options: { ...options, store: 'memory', pace: true } });
    expect(memory).toContain('store: in memory');
    expect(memory).toContain('keep to the pace of production');
  });

  test('has no comparison where there is nothing to compare with', () => {
    const alone = textReport({ ...RESULTS, life: {}, calm: {}, storms: { rung: [storm(60)] } });
    expect(alone).toContain('transitions a second');
    expect(alone).not.toContain('Rung/bare');
  });

  test('says when workers complained', () => {
    expect(textReport(RESULTS)).not.toContain('warnings');
    const text = textReport({ ...RESULTS, complaints: { rung: 3 } });
    expect(text).toContain('3 warnings or errors were logged by workers (Rung)');
  });
});

describe('the page', () => {
  const page = htmlReport(RESULTS);

  test('needs nothing else: no scripts, no addresses', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:|src=|href=/);
  });

  test('has a plot for each measure, and the tables', () => {
    expect(page.match(/<svg /g)).toHaveLength(6);
    expect(page.match(/<table>/g)).toHaveLength(5);
    expect(page).toContain('<td>0.75</td>');
    // A curve for each side in the calm and in the storm.
    expect(page.match(/<path class="curve"/g)).toHaveLength(6);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('takes text as text', () => {
    expect(page).toContain('Temporal &lt;1.29&gt; at 127.0.0.1:7233');
  });

  test('has no plot of what was not measured', () => {
    const less = htmlReport({ ...RESULTS, calm: {}, storms: {} });
    expect(less.match(/<svg /g)).toHaveLength(1);
    expect(less).toContain('Actions in a ticket’s life');
  });
});
