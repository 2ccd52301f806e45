/** When a write is due: when what others act on has changed; what only counts goes with it. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../src/domain/run/item.js';
import { WAITS_AT_MOST_MS, writeWaitsUntil } from '../../../src/domain/run/plan.js';
import { wake } from '../../../src/domain/run/wake.js';
import { COUNTED_LIMIT } from '../../../src/domain/run/writes.js';
import { agentReply, change, customerReply, score, type Telling } from '../../support/domain/facts.js';
import { VirtualRun } from '../../support/domain/virtual-run.js';
import { START, type ToldTicket } from '../../support/domain/watch.js';

function quiet(ticket: ToldTicket = {}): VirtualRun {
  const run = new VirtualRun(ticket);
  return run.errandEnds(run.planned.errand!);
}

const TOLD: ToldTicket = { tags: ['angry', 'vip'], fields: { product: 'pump' } };

const asksForWrite = ({ planned }: VirtualRun): boolean => Boolean(planned.errand ?? planned.write);

describe('makes a write due', () => {
  it.each<[string, Telling]>([
    ['a status', change({ status: 'pending' })],
    ['a priority', change({ priority: 'high' })],
    ['a customer tier', change({ customerTier: 'premium' })],
    ['an SLA, which moves the deadline', change({ slaHours: 12 })],
    ['a group', change({ assigneeGroup: 'somebody' })],
    ['tags', change({ tags: ['vip', 'outage'] })],
    ['tags that are taken away', change({ tags: [] })],
    ["a field of the help desk's own", change({ fields: { region: 'emea' } })],
    ['such a field that is removed', change({ fields: { product: null } })],
    ['a transition', score(-0.9)],
    ['a closing status', change({ status: 'closed' })],
  ])('%s', (_, telling) => {
    expect(asksForWrite(quiet(TOLD).hears(telling))).toBe(true);
  });

  it('a deadline that moves later', () => {
    const run = quiet({ customerTier: 'enterprise' }).later('1h').hears(agentReply());
    expect(run.planned.errand!.write.nextDeadlineAt).toBe(run.now + 2 * 3_600_000);
  });

  it('an acknowledgement, a rule that is held, a fact that is ignored', () => {
    const run = quiet();
    run.asks({ type: 'acknowledge' });
    expect(run.planned.errand!.write.log.map(({ decision }) => decision.kind)).toEqual(['acknowledged']);
    run.errandEnds(run.planned.errand!).hears(score(-0.9)).errandEnds(run.planned.errand!);
    run
      .hears(change({ slaHours: 0.001 }))
      .errandEnds(run.planned.errand!)
      .later('1h')
      .fires();
    expect(run.state.ticket.held).toHaveLength(1);
    expect(asksForWrite(run)).toBe(true);
    run.errandEnds(run.planned.errand!).hears(change({ status: 'closed' }));
    run.errandEnds(run.planned.errand!).hears(customerReply());
    expect(run.planned.errand!.write.log.map(({ decision }) => decision.kind)).toEqual(['ignored']);
  });

  it('being asked to look again, though nothing has changed', () => {
    expect(asksForWrite(quiet().passes({ kind: 'look-again' }))).toBe(true);
  });
});

describe('alone makes none due', () => {
  it.each<[string, Telling[]]>([
    ["a customer's reply", [customerReply()]],
    ["an agent's reply", [agentReply()]],
    ['a score', [score(0)]],
    ['a fact told twice', [customerReply({ id: 'a' }), customerReply({ id: 'a' })]],
    ['a field set to what it was', [change({ status: 'open' })]],
    ['tags set to what they were', [change({ tags: ['angry', 'vip'] })]],
    ['tags in another order', [change({ tags: ['vip', 'angry'] })]],
    ["a field of the help desk's own set to what it was", [change({ fields: { product: 'pump' } })]],
    ['one removed that was not there', [change({ fields: { region: null } })]],
    [
      'tags that are older than those that are known',
      [change({ tags: ['vip', 'angry'] }), change({ tags: ['old'] }, { at: '-1h' })],
    ],
  ])('%s', (_, told) => {
    expect(asksForWrite(quiet(TOLD).hears(...told))).toBe(false);
  });
});

describe('whether tags and fields make a write due is asked', () => {
  const asked = (...told: Telling[]) => {
    const run = quiet(TOLD);
    let times = 0;
    const facts = told.map(({ fact }, i): Item => ({ kind: 'fact', fact: { ...fact, eventId: `f${i}`, at: run.now } }));
    const { state } = wake(run.state, facts, run.underWay, run.now, () => ++times < 0);
    return { times, due: state.database.due };
  };

  it('where they have changed and nothing else makes one due: tickets under way keep what they did', () => {
    expect(asked(change({ tags: ['a'] }))).toEqual({ times: 1, due: false });
    expect(asked(change({ fields: { product: 'valve' } }), customerReply())).toEqual({ times: 1, due: false });
  });

  it('nowhere else', () => {
    expect(asked(change({ tags: ['a'], status: 'pending' }))).toEqual({ times: 0, due: true });
    expect(asked(change({ tags: ['a'] }), score(-0.9))).toEqual({ times: 0, due: true });
    expect(asked(change({ tags: ['angry', 'vip'] }), customerReply())).toEqual({ times: 0, due: false });
  });
});

it('what only counts is written with the next write that is due', () => {
  const run = quiet()
    .hears(customerReply())
    .hears(change({ status: 'pending' }));
  expect(run.planned.errand!.write.engine.state.customerReplyCount).toBe(1);
});

it('what only counts is written when the timer fires the next time, though nothing is due', () => {
  const run = quiet().hears(customerReply()).later('1h').fires();
  expect(run.planned.errand!.write.engine.state.customerReplyCount).toBe(1);
  run.errandEnds(run.planned.errand!).later('1h').fires();
  expect(asksForWrite(run)).toBe(false);
});

it(`what only counts is written as the ${COUNTED_LIMIT}th fact`, () => {
  const run = quiet();
  for (let n = 1; n < COUNTED_LIMIT; n++) expect(asksForWrite(run.hears(agentReply()))).toBe(false);
  expect(asksForWrite(run.hears(agentReply()))).toBe(true);
});

it('what only counts is written at once where no timer will fire', () => {
  const run = quiet({ slaHours: 1, createdAt: '-2h' });
  expect(run.state.ticket.tier).toBe('manager');
  expect(run.state.nextDeadlineAt).toBeNull();
  expect(asksForWrite(run.hears(agentReply()))).toBe(true);
});

it('what changes while a write is on its way is written after it', () => {
  const run = quiet().hears(change({ status: 'pending' }));
  const { errand } = run.planned;
  run.hears(change({ status: 'open' }));
  expect(asksForWrite(run)).toBe(false);
  run.errandEnds(errand!);
  expect(run.planned.errand!.write.engine.state.status).toBe('open');
});

it('a thread that is new when the ticket is closed is written before it ends', () => {
  const run = quiet().hears(score(-0.9));
  const { errand } = run.planned;
  run.hears(change({ status: 'closed' })).errandEnds(errand!);
  run.errandEnds(run.planned.errand!);
  expect(run.state.chain.threads).not.toEqual({});
  expect(run.state.database.due).toBe(false);
  expect(run.isWriting).toBe(false);
});

it('a rev only grows, also when the clock stands still or goes back', () => {
  const run = quiet();
  const revs = [1, 2, 3].map(() => {
    run.later('-1m').asks({ type: 'acknowledge' });
    const { rev } = run.planned.errand!.write.engine;
    run.errandEnds(run.planned.errand!);
    return rev;
  });
  expect(revs).toEqual([...new Set(revs)].sort((a, b) => a - b));
});

it('an outcome that a write has taken along asks for no other write, whatever is heard meanwhile', () => {
  const run = quiet().hears(score(-0.9));
  const unrecorded = { ...run.sent(), recorded: false } as const;
  const delivered = run.planned.errand!.deliveries.map(({ alert }) => ({
    target: `${alert.channel}:${alert.address}`,
    ...unrecorded,
  }));
  run.errandEnds(run.planned.errand!, { delivered });
  const { errand } = run.planned;
  expect(errand!.write.alerts).toHaveLength(2);
  run.hears(customerReply());
  run.errandEnds(errand!);
  expect(asksForWrite(run)).toBe(false);
  expect(run.state.outbox.unrecorded).toEqual([]);
});

it('an outcome whose write did not work is in the next one', () => {
  const run = quiet().hears(score(-0.9));
  const [first] = run.planned.errand!.deliveries;
  const unrecorded = { target: 'slack:#tier2-queue', ...run.sent(), recorded: false } as const;
  run.errandEnds(run.planned.errand!, { delivered: [unrecorded] });
  run.errandEnds(run.planned.errand!, { saved: { outcome: 'later', why: 'no answer' } });
  expect(run.planned.write!.alerts).toMatchObject([{ alert: { key: first!.alert.key }, outcome: unrecorded }]);
  expect(run.planned.write!.alerts[0]).not.toHaveProperty('written');
  run.writeEnds(run.planned.write!);
  expect(asksForWrite(run)).toBe(false);
});

describe('alerts that are slow', () => {
  const CALLED_FOR = START;
  const dueAfter = (run: VirtualRun) => run.hears(change({ priority: 'low' })).state;

  it('hold the next write for three seconds', () => {
    expect(writeWaitsUntil(dueAfter(quiet().hears(score(-0.9))), CALLED_FOR)).toBe(CALLED_FOR + WAITS_AT_MOST_MS);
  });

  it('hold none that is not due, and are none where none went along', () => {
    expect(writeWaitsUntil(quiet().hears(score(-0.9)).state, CALLED_FOR)).toBeUndefined();
    expect(writeWaitsUntil(dueAfter(quiet()), undefined)).toBeUndefined();
  });

  it('hold it for as long as they take while an earlier chain may turn up', () => {
    const run = new VirtualRun({ slaHours: 1, createdAt: '-2h' });
    expect(writeWaitsUntil(dueAfter(run), CALLED_FOR)).toBeUndefined();
  });

  it('are taken in after the write that went before them, and ask for no other', () => {
    const run = quiet().hears(score(-0.9));
    const slow = run.planned.errand!;
    dueAfter(run);
    run.isWriting = false;
    run.passes({ kind: 'waited-for-long' });
    const { errand } = run.planned;
    expect(errand!.write.engine.state.priority).toBe('low');
    expect(errand!.write.log).toEqual(slow.write.log);
    expect(run.along).toEqual([]);
    run.errandEnds(errand!);
    run.errandEnds(slow);
    expect(asksForWrite(run)).toBe(false);
    expect(run.state.outbox).toMatchObject({ log: [], alerts: [], unrecorded: [] });
  });
});
