/** How late a wake may be. */
import { describe, expect, it } from 'vitest';
import { NO_WORKER } from '../world/outage.js';
import { latestFor, lostTasks } from './lateness.js';
import type { Expectation } from './expectation.js';

const S = 1_000;
const DUE = 100 * S;

const withLostTask = (from: number, to: number) =>
  lostTasks({ runs: [{ timedOut: [{ from, to }] }] } as unknown as Pick<Expectation, 'runs'>);

describe('a wake is on time', () => {
  it('for 10 s, if nothing explains more', () => {
    expect(latestFor(DUE, [])).toBe(DUE + 10 * S);
    expect(latestFor(DUE, [{ what: NO_WORKER, from: 0, to: DUE - 20 * S }])).toBe(DUE + 10 * S);
  });

  it('until 30 s after an outage in which it was due', () => {
    expect(latestFor(DUE, [{ what: NO_WORKER, from: DUE - 5 * S, to: DUE + 7 * S }])).toBe(DUE + 37 * S);
  });

  it('until 10 s after Temporal has offered its task again', () => {
    expect(latestFor(DUE, withLostTask(DUE, DUE + 10 * S))).toBe(DUE + 20 * S);
  });

  it('for 10 s, if the task that was lost is not its own', () => {
    expect(latestFor(DUE, withLostTask(DUE - 12 * S, DUE - 2 * S))).toBe(DUE + 10 * S);
    expect(latestFor(DUE, withLostTask(DUE + 11 * S, DUE + 21 * S))).toBe(DUE + 10 * S);
  });
});
