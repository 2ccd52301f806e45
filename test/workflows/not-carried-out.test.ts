/** What becomes of an errand's alerts when its activity fails. */
import { ActivityFailure, RetryState, TimeoutFailure, TimeoutType, type TemporalFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { notCarriedOut } from '../../src/workflows/not-carried-out.js';
import { score } from '../support/domain/facts.js';
import { VirtualRun } from '../support/domain/virtual-run.js';

/** The deliveries that follow an errand with two alerts that has failed so. */
function after(why: (keys: string[]) => TemporalFailure) {
  const run = new VirtualRun();
  run.errandEnds(run.planned.errand!).hears(score(-0.9));
  const errand = run.planned.errand!;
  const cause = why(errand.deliveries.map(({ alert }) => alert.key));
  const failure = new ActivityFailure('failed', 'carryOut', '1', RetryState.TIMEOUT, undefined, cause);
  run.errandEnds(errand, notCarriedOut(errand, failure));
  return { now: run.now, deliveries: run.planned.deliveries, write: run.planned.write };
}

const timeout = (type: TimeoutType, left?: unknown) => new TimeoutFailure('it took too long', left, type);

describe('an errand whose worker was not heard of again', () => {
  it.each([TimeoutType.HEARTBEAT, TimeoutType.START_TO_CLOSE])(
    'may have sent its alerts, which the ledger alone knows (%s)',
    (type) => {
      const { deliveries, write, now } = after(() => timeout(type));
      expect(write).toBeDefined();
      expect(deliveries.map(({ handedOverAt }) => handedOverAt)).toEqual([now, now]);
    },
  );

  it('has said what it knew of some', () => {
    const attempted = { execution: 'x', attempt: 1, at: 0, ended: true, doubts: 1, suspect: false };
    const { deliveries, now } = after(([first]) => timeout(TimeoutType.HEARTBEAT, { [first!]: attempted }));
    expect(deliveries).toMatchObject([{ earlier: attempted }, { handedOverAt: now }]);
    expect(deliveries[0]!.handedOverAt).toBeUndefined();
  });

  it('has sent nothing if there was no worker to begin it', () => {
    const { deliveries } = after(() => timeout(TimeoutType.SCHEDULE_TO_START));
    expect(deliveries.map(({ handedOverAt }) => handedOverAt)).toEqual([undefined, undefined]);
  });
});
