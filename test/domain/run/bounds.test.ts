/** Whatever happens in an outage of a week: no write is large, and what the next run is handed stays far below Temporal's limit of 2 MB. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LOG_LIMIT, LOG_SIZE, TRANSITIONS_LIMIT, UNRECORDED_LIMIT } from '../../../src/domain/run/outbox.js';
import type { Policy } from '../../../src/domain/rules/policy.js';
import { DESK_FIELDS } from '../../../src/domain/ticket/limits.js';
import { WRITE_SLICE } from '../../../src/domain/records/snapshot.js';
import { agentReply, change, customerReply, score } from '../../support/domain/facts.js';
import { policyWith, rule, tiersTelling } from '../../support/domain/policies.js';
import { VirtualRun } from '../../support/domain/virtual-run.js';

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The database does not answer; every alert is sent, and its outcome cannot be recorded. */
function outage(policy?: Policy): { run: VirtualRun; turn(): void; back(): number[] } {
  const run = new VirtualRun({ customerTier: 'enterprise' }, false, policy);
  run.errandEnds(run.planned.errand!).hears(change({ status: 'pending' }));
  run.errandEnds(run.planned.errand!, { saved: { outcome: 'later', why: 'no answer' } });
  const write = run.planned.write!;
  const deliverAll = () => {
    while (run.planned.deliveries.length > 0) {
      for (const delivery of run.planned.deliveries)
        run.deliveryEnds(delivery, { ...run.sent(), recorded: false } as const);
    }
  };
  const turn = () => {
    run.later('10s');
    run.asks({ type: 'escalate', to: 'manager' });
    deliverAll();
    run.asks({ type: 'acknowledge' });
    run.asks({ type: 'de_escalate', to: 'base' });
    deliverAll();
    run.hears(change({ status: 'closed' }));
    run.hears(customerReply(), agentReply());
    run.hears(change({ status: 'open' }));
    deliverAll();
  };
  /** Sizes of the writes that follow when the database is back. */
  const back = () => {
    run.writeEnds(write);
    const sizes: number[] = [];
    for (let next = run.planned.errand; next; next = run.planned.errand) {
      expect(next.write.log.length).toBeLessThanOrEqual(WRITE_SLICE);
      expect(next.write.alerts.length).toBeLessThanOrEqual(WRITE_SLICE);
      sizes.push(bytes(next));
      run.errandEnds(next);
    }
    return sizes;
  };
  return { run, turn, back };
}

it('two transitions every ten seconds, and much else, for longer than it takes to fill the outbox', () => {
  const { run, turn, back } = outage();
  for (let n = 0; n < 0.6 * TRANSITIONS_LIMIT; n++) turn();
  const { log, unrecorded } = run.state.outbox;
  const kinds = (transitions: boolean) =>
    log.filter(({ decision }) => ['escalated', 'deescalated'].includes(decision.kind) === transitions).length;
  expect(kinds(false)).toBeLessThanOrEqual(LOG_LIMIT + 10);
  expect(log.length).toBeLessThanOrEqual(TRANSITIONS_LIMIT + 10);
  expect(unrecorded).toHaveLength(UNRECORDED_LIMIT);
  expect(bytes(run.state)).toBeLessThan(1_500_000);
  const count = log.reduce((sum, entry) => sum + (entry.count ?? 1), 0);
  expect(count).toBe(run.state.ticket.logged);

  const sizes = back();
  expect(Math.max(...sizes)).toBeLessThan(250_000);
  expect(run.state.outbox).toMatchObject({ log: [], unrecorded: [] });
});

it('an entry that may be in the database already does not come to stand for others', () => {
  const { run, turn } = outage();
  for (let n = 0; n < LOG_LIMIT; n++) turn();
  const { sentUpTo, log } = run.state.outbox;
  expect(log.filter(({ number, count }) => number <= sentUpTo && count !== undefined)).toEqual([]);
  expect(log.some(({ count }) => count !== undefined)).toBe(true);
});

it('an errand of an ordinary ticket is below 32 KB, with all the ids that are remembered', () => {
  const run = new VirtualRun({}, false);
  run.errandEnds(run.planned.errand!);
  const sizes: number[] = [];
  const note = () => {
    if (run.planned.errand) sizes.push(bytes(run.planned.errand));
    if (run.planned.errand) run.errandEnds(run.planned.errand);
  };
  for (let n = 0; n < 600; n++) {
    run.later('1m').hears(agentReply({ id: randomUUID() }));
    note();
  }
  for (const value of [-0.9, 0.5, -0.9, 0.5]) {
    run.hears(score(value, { id: randomUUID() }));
    note();
  }
  expect(sizes.length).toBeGreaterThan(20);
  expect(Math.max(...sizes)).toBeLessThan(32_000);
});

describe('a policy of a hundred rules with long names, all of which ask for a climb', () => {
  const name = (n: number) => `${'long'.repeat(24)}_${n}`;
  const rules = Array.from({ length: 100 }, (_, n) => rule(name(n), { customer_replies: 1 }, 'L2'));

  it('makes no write large, nor what the next run is handed', () => {
    const { run, back } = outage(policyWith({ rules, cooldown: 0 }));
    for (let n = 0; n < 200; n++) {
      run.later('1h').hears(customerReply());
      run.asks({ type: 'de_escalate', to: 'base' });
      for (const delivery of run.planned.deliveries)
        run.deliveryEnds(delivery, { ...run.sent(), recorded: false } as const);
    }
    const { log } = run.state.outbox;
    expect(log.reduce((sum, entry) => sum + (entry.count ?? 1), 0)).toBe(run.state.ticket.logged);
    expect(bytes(log)).toBeGreaterThan(0.9 * LOG_SIZE);
    expect(bytes(run.state)).toBeLessThan(1_500_000);

    const sizes = back();
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(600_000);
    expect(run.state.outbox).toMatchObject({ log: [], unrecorded: [] });
  });

  it('nor does the log grow when they win in turn', () => {
    const inTurn = Array.from({ length: 100 }, (_, n) => rule(name(n), { tags: [`t${n}`] }, 'L2'));
    const { run } = outage(policyWith({ rules: inTurn, cooldown: 0 }));
    for (let n = 0; n < 300; n++) {
      const first = Math.floor(n / 6);
      const tags = Array.from({ length: 100 - first }, (_, i) => `t${i + first}`);
      run.later('1h').hears(change({ tags: [] }));
      run.asks({ type: 'de_escalate', to: 'base' });
      run.hears(change({ tags }));
    }
    const { log } = run.state.outbox;
    expect(new Set(log.map(({ decision }) => 'rule' in decision && decision.rule)).size).toBeGreaterThan(5);
    expect(log.reduce((sum, entry) => sum + (entry.count ?? 1), 0)).toBe(run.state.ticket.logged);
    expect(bytes(log)).toBeGreaterThan(0.9 * LOG_SIZE);
    expect(bytes(log)).toBeLessThan(LOG_SIZE + 100_000);
  });

  it('nor do long ids of events that they have been through and were held in', () => {
    const angry = [0, 1].flatMap((half) =>
      Array.from({ length: 50 }, (_, n) => rule(name(50 * half + n), { sentiment_below: -0.5 }, half ? 'L2' : 'L3')),
    );
    const run = new VirtualRun({}, false, policyWith({ rules: angry }));
    run.errandEnds(run.planned.errand!);
    const sizes: number[] = [];
    for (let n = 0; n < 200; n++) {
      run.later('20m').hears(score(-0.9, { id: `${'e'.repeat(190)}${n}` }));
      const { errand } = run.planned;
      if (errand) sizes.push(bytes(errand));
      if (errand) run.errandEnds(errand);
      if (n % 3 === 2) run.asks({ type: 'de_escalate', to: 'base' });
      while (run.planned.deliveries.length > 0) run.deliveryEnds(run.planned.deliveries[0]!, run.sent());
      if (run.planned.errand) run.errandEnds(run.planned.errand);
    }
    const { marks } = run.state.ticket;
    expect(Object.values(marks).some(({ held }) => held.length > 0)).toBe(true);
    expect(Object.values(marks).some(({ consumed }) => consumed.length > 5)).toBe(true);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });

  it('and of a tier with a hundred targets: alerts for which the errand has no room go by themselves', () => {
    const channels = Array.from({ length: 100 }, (_, n) => `#channel-${n}`);
    const run = new VirtualRun({}, false, policyWith({ rules, tiers: tiersTelling({ L2: channels }) }));
    run.errandEnds(run.planned.errand!).hears(customerReply());
    expect(bytes(run.planned.errand)).toBeLessThan(600_000);
    expect(run.along.length).toBeGreaterThan(1);
    expect([...run.along, ...run.alone].map((target) => target.slice(target.indexOf('#')))).toEqual(channels);
  });
});

it("a ticket keeps the help desk's fields that were told last, whatever they are called", () => {
  const run = new VirtualRun({}, false);
  run.errandEnds(run.planned.errand!);
  const sizes: number[] = [];
  const named = (n: number) => `${'field'.repeat(18)}-${n}`;
  for (let n = 0; n < 70; n++) {
    const fields = Array.from({ length: 50 }, (_, i) => [named(50 * n + i), 'v'.repeat(100)]);
    run.later('1m').hears(change({ fields: Object.fromEntries(fields) }));
    if (n % 2) run.hears(change({ fields: Object.fromEntries(fields.slice(0, 10).map(([name]) => [name, null])) }));
    const { errand } = run.planned;
    if (errand) sizes.push(bytes(errand));
    if (errand) run.errandEnds(errand);
  }
  expect(Math.max(...sizes)).toBeLessThan(64_000);
  const { fields = {}, fieldsAt } = run.state.ticket;
  expect(Object.keys(fieldsAt!.fields!)).toHaveLength(DESK_FIELDS);
  // The ten that were removed go first: ten of the fifty before stay in their place.
  expect(Object.keys(fields)).toHaveLength(DESK_FIELDS - 10);
  expect(fields).toHaveProperty(named(69 * 50 + 49));
});

it('what is heard for an earlier chain stays small, however much each fact brings, in whatever script', () => {
  const run = new VirtualRun({}, false);
  const tags = (n: number) => Array.from({ length: 100 }, (_, i) => `${'標籤'.repeat(45)}-${n}-${i}`);
  for (let n = 0; n < 100; n++) run.hears(change({ tags: tags(n) }, { id: `f${n}` }));
  const { heard } = run.state.chain;
  expect(heard.at(-1)).toMatchObject({ eventId: 'f99' });
  expect(heard.length).toBeGreaterThan(5);
  expect(bytes(heard)).toBeLessThan(310_000);
});
