/** One errand a wake: what goes along with the write, and what is left over for the patient ways. */
import { describe, expect, it } from 'vitest';
import type { Errand } from '../../../src/domain/alerts/errand.js';
import { agentReply, score } from '../../support/domain/facts.js';
import { VirtualRun } from '../../support/domain/virtual-run.js';

const L2 = ['slack:#tier2-queue', 'email:tier2@example.com'];

/** Opened, written, quiet. */
function quiet(): VirtualRun {
  const run = new VirtualRun();
  return run.errandEnds(run.planned.errand!);
}

it('a ticket that is opened asks for its first write, with its policy', () => {
  const { planned } = new VirtualRun();
  expect(planned.errand!.write).toMatchObject({ first: true, policy: { version: 1 }, log: [], alerts: [] });
  expect(planned.errand!.deliveries).toEqual([]);
});

it('a transition asks for one errand: the write with its log entry, and each target once', () => {
  const run = quiet().hears(score(-0.9));
  expect(run.planned.errand!.write.log.map(({ id }) => id)).toEqual(['T-1:1']);
  expect(run.planned.errand!.write.policy).toBeUndefined();
  expect(run.along).toEqual(L2);
  expect(run.alone).toEqual([]);
  run.errandEnds(run.planned.errand!);
  expect(run.planned).toMatchObject({ deliveries: [] });
  expect(run.planned.errand ?? run.planned.write).toBeUndefined();
  expect(run.state.outbox).toMatchObject({ log: [], alerts: [], unrecorded: [] });
  expect(run.state.chain.threads).toEqual({ [L2[0]!]: 'm1', [L2[1]!]: 'm1' });
});

it('what was not delivered in the errand goes on by itself, with what is known of the attempt', () => {
  const run = quiet().hears(score(-0.9));
  const attempted = { execution: 'x', attempt: 1, at: run.now, ended: true, doubts: 1, suspect: false };
  const later = { target: L2[0]!, state: 'later', why: 'HTTP 500', attempted } as const;
  run.errandEnds(run.planned.errand!, { delivered: [later] });
  expect(run.alone).toEqual([L2[0]]);
  expect(run.planned.deliveries[0]!.earlier).toEqual(attempted);
  run.deliveryEnds(run.planned.deliveries[0]!);
  expect(run.state.outbox.alerts).toEqual([]);
});

it('an errand that was lost as a whole is done part by part: the write until it works, each alert by itself', () => {
  const run = quiet().hears(score(-0.9));
  const lost = { state: 'later', why: 'heartbeat timeout' } as const;
  run.errandEnds(run.planned.errand!, {
    saved: { outcome: 'later', why: 'heartbeat timeout' },
    delivered: L2.map((target) => ({ target, ...lost })),
  });
  expect(run.planned.errand).toBeUndefined();
  expect(run.planned.write!.log.map(({ id }) => id)).toEqual(['T-1:1']);
  expect(run.alone).toEqual(L2);
});

it('while the database is away alerts go out by themselves, and after it is back the next wake is one errand again', () => {
  const run = quiet();
  run.hears(score(-0.9)).errandEnds(run.planned.errand!, { saved: { outcome: 'later', why: 'no answer' } });
  const { write } = run.planned;
  run.hears(score(0.5));
  expect(run.planned.errand ?? run.planned.write).toBeUndefined();
  expect(run.alone).toEqual(L2);
  for (const delivery of run.planned.deliveries) run.deliveryEnds(delivery);
  run.writeEnds(write!);
  expect(run.planned.errand!.write.log.map(({ id }) => id)).toEqual(['T-1:2']);
});

it('one write at a time: what is decided meanwhile is written when it has ended, its alerts do not wait', () => {
  const run = quiet().hears(score(-0.9));
  const first = run.planned.errand!;
  const { seq } = run.state.ticket;
  run.asks({ type: 'escalate', to: 'manager' });
  expect(run.state.ticket.seq).toBe(seq + 1);
  expect(run.planned.errand ?? run.planned.write).toBeUndefined();
  expect(run.alone).toEqual(['slack:#escalations', 'email:managers@example.com']);
  run.errandEnds(first);
  expect(run.planned.errand!.write.log.map(({ id }) => id)).toEqual(['T-1:2']);
});

it('an alert goes along only if nothing to its target is owed before it', () => {
  const run = quiet().hears(score(-0.9));
  run.errandEnds(run.planned.errand!, { delivered: [{ target: L2[0]!, state: 'later', why: 'slow' }] });
  const [slow] = run.planned.deliveries;
  run.hears(score(0.5));
  expect(run.along).toEqual([L2[1]]);
  expect(run.alone).toEqual([]);
  run.deliveryEnds(slow!);
  expect(run.alone).toEqual([L2[0]]);
});

it('nothing is sent before the database was asked whether the ticket has lived before', () => {
  const run = new VirtualRun();
  const first = run.planned.errand!;
  run.hears(score(-0.9));
  expect([...run.along, ...run.alone]).toEqual([]);
  run.errandEnds(first);
  expect(run.along).toEqual(L2);
});

it('a first write that does not get through in time lets the alerts go', () => {
  const run = new VirtualRun();
  const first = run.planned.errand!;
  run.hears(score(-0.9)).errandEnds(first, { saved: { outcome: 'later', why: 'no answer' } });
  expect(run.alone).toEqual(L2);
  expect(run.planned.write).toMatchObject({ first: true, policy: { version: 1 } });
});

it('an earlier chain is taken up: it hears what this one has heard, and nothing of this one is owed', () => {
  const earlier = quiet().hears(score(-0.9));
  const engine = { chain: 'long ago', rev: 7, state: earlier.state.ticket, threads: { a: 'b' } };
  const run = new VirtualRun({ createdAt: '-30h' });
  const first = run.planned.errand!;
  expect(run.along).not.toEqual([]);
  run.hears(agentReply({ id: 'new' }));
  run.errandEnds(first, { saved: { outcome: 'earlier-chain', engine }, delivered: [] });
  expect(run.state.chain).toMatchObject({ id: 'long ago', known: true, threads: { a: 'b' } });
  expect(run.state.chain.rev).toBeGreaterThan(7);
  expect(run.state.ticket.seenIds).toContain('new');
  expect(run.state.ticket).toMatchObject({ tier: 'L2', seq: 1 });
  expect(run.state.outbox.alerts).toEqual([]);
});

it('an alert of a chain that was given up for an earlier one tells no fallback when it fails', () => {
  const earlier = quiet().hears(score(-0.9));
  const engine = { chain: 'long ago', rev: 7, state: earlier.state.ticket, threads: {} };
  const run = new VirtualRun({ createdAt: '-30h' });
  run.errandEnds(run.planned.errand!, {
    saved: { outcome: 'later', why: 'no answer' },
    delivered: [{ target: 'slack:#escalations', state: 'later', why: 'slow' }],
  });
  const [underWay] = run.planned.deliveries;
  run.writeEnds(run.planned.write!, { outcome: 'earlier-chain', engine });
  run.deliveryEnds(underWay!, { state: 'undeliverable', error: 'no such channel', at: run.now, recorded: false });
  expect(run.state.outbox).toMatchObject({ alerts: [], stranded: [], unrecorded: [] });
  expect(run.alone).toEqual([]);
});

it('a write that the database has no policy for is repeated with it', () => {
  const run = quiet().hears(score(-0.9));
  run.errandEnds(run.planned.errand!, { saved: { outcome: 'policy-missing' } });
  expect(run.planned.errand!.write.policy).toMatchObject({ version: 1 });
  run.errandEnds(run.planned.errand!).hears(score(0.5));
  expect(run.planned.errand!.write.policy).toBeUndefined();
});

it('a write that came too late is repeated with a rev after the one that was found', () => {
  const run = quiet().hears(score(-0.9));
  const rev = run.planned.errand!.write.engine.rev + 60_000;
  run.errandEnds(run.planned.errand!, { saved: { outcome: 'outdated', rev } });
  expect(run.planned.errand!.write.engine.rev).toBe(rev + 1);
});

it('an outcome that the ledger has not heard of goes with the next write, once', () => {
  const run = quiet().hears(score(-0.9));
  const unrecorded = { target: L2[0]!, ...run.sent(), recorded: false } as const;
  run.errandEnds(run.planned.errand!, { delivered: [unrecorded] });
  const { write } = run.planned.errand!;
  expect(write.alerts.map(({ alert, outcome }) => [alert.key, outcome.state])).toEqual([[`T-1:1:${L2[0]}`, 'sent']]);
  expect(Object.keys(write.alerts[0]!.alert.transition)).toEqual(['ticketId', 'seq']);
  run.errandEnds(run.planned.errand!);
  expect(run.state.outbox.unrecorded).toEqual([]);
  expect(run.planned.errand ?? run.planned.write).toBeUndefined();
});

it('an alert that was superseded before it was sent is dropped after a while; one on its way is cancelled', () => {
  const run = quiet().hears(score(-0.9));
  run.errandEnds(run.planned.errand!, {
    delivered: L2.map((target) => ({ target, state: 'later', why: 'slow' }) as const),
  });
  const [slack] = run.planned.deliveries;
  run.hears(score(0.5));
  expect(run.woken.needlessAt).toBe(run.now + 5_000);
  run.later('5s').fires();
  expect(run.state.outbox.alerts.map(({ key, superseded }) => [key, superseded])).toEqual([
    [`T-1:1:${L2[0]}`, 'superseded by transition 2'],
    [`T-1:1:${L2[1]}`, 'superseded by transition 2'],
    [`T-1:2:${L2[0]}`, undefined],
    [`T-1:2:${L2[1]}`, undefined],
  ]);
  run.deliveryEnds(slack!, { state: 'later', why: 'cancelled' });
  expect(run.state.outbox.unrecorded.at(-1)).toMatchObject({ outcome: { state: 'superseded' } });
});

describe('the alert behind one that was dropped', () => {
  /** Slack's first alert was dropped while the write of the second transition is on its way. */
  function dropped(): { run: VirtualRun; errand: Errand } {
    const run = quiet().hears(score(-0.9));
    const later = (target: string) => ({ target, state: 'later', why: 'slow' }) as const;
    run.errandEnds(run.planned.errand!, { delivered: L2.map(later) });
    const [slack] = run.planned.deliveries;
    run.hears(score(0.5));
    const errand = run.planned.errand!;
    run.later('5s').fires().deliveryEnds(slack!, { state: 'later', why: 'cancelled' });
    return { run, errand };
  }

  it('goes along with the write that tells the ledger of it: a frozen worker may still hold that one', () => {
    const { run, errand } = dropped();
    expect([run.along, run.alone]).toEqual([[], []]);
    run.errandEnds(errand);
    expect([run.along, run.alone]).toEqual([[L2[0]], []]);
    expect(run.planned.errand!.write.alerts).toMatchObject([
      { alert: { key: `T-1:1:${L2[0]}` }, outcome: { state: 'superseded' } },
    ]);
  });

  it('does not wait for a database that is away', () => {
    const { run, errand } = dropped();
    run.errandEnds(errand, { saved: { outcome: 'later', why: 'no answer' } });
    expect([run.along, run.alone]).toEqual([[], [L2[0]]]);
  });
});

it('an alert that is tried slowly is dropped at once by what supersedes it: it would come after that', () => {
  const run = quiet().hears(score(-0.9));
  const failed = () => ({ state: 'undeliverable', error: 'no such channel', at: run.now, recorded: true }) as const;
  run.errandEnds(run.planned.errand!, { delivered: L2.map((target) => ({ target, ...failed() })) });
  const fallbacks = [...run.planned.deliveries];
  for (let next = fallbacks.shift(); next; next = fallbacks.shift()) {
    run.deliveryEnds(next, failed());
    fallbacks.push(...run.planned.deliveries.filter(({ slowly }) => !slowly));
  }
  const owed = () => run.state.outbox.alerts.map(({ key, slowly, superseded }) => [key, slowly, superseded]);
  expect(owed()).toEqual(L2.map((target) => [`T-1:1:${target}`, true, undefined]));
  run.hears(score(0.5));
  expect(owed()).toEqual([
    ...L2.map((target) => [`T-1:1:${target}`, true, 'superseded by transition 2']),
    ...L2.map((target) => [`T-1:2:${target}`, undefined, undefined]),
  ]);
});

it('a superseded alert that a run has handed to the next one is dropped there, and holds up no other', () => {
  const run = quiet().hears(score(-0.9));
  run.errandEnds(run.planned.errand!, {
    delivered: L2.map((target) => ({ target, state: 'later', why: 'slow' }) as const),
  });
  run.hears(score(0.5)).later('5s').fires();
  expect(run.state.outbox.alerts[0]).toMatchObject({ superseded: 'superseded by transition 2' });
  run.underWay.clear();
  run.isWriting = false;
  run.passes({ kind: 'begun' });
  expect(run.state.outbox.alerts.map(({ key }) => key)).toEqual(L2.map((target) => `T-1:2:${target}`));
  expect(run.along).toEqual(L2);
});
