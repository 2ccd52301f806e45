/** What rules tell, and alerts that wait for the hours of their targets: what goes out when, what is dropped, and who is told instead. */
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../src/policy/index.js';
import { deadlineOf } from '../../../src/domain/run/writes.js';
import { agentReply, change, score } from '../../support/domain/facts.js';
import { START } from '../../support/domain/watch.js';
import { VirtualRun } from '../../support/domain/virtual-run.js';

/** Runs begin on Monday at 9:00 UTC. */
const POLICY = `version: 1
calendars:
  late: { time_zone: UTC, hours: { mon-fri: [14:00-18:00] } }
  never: { time_zone: UTC, hours: { mon: [] } }
people:
  anna: { slack: U012ANNA, email: anna@example.com }
  ben: { slack: U012BENN, email: ben@example.com }
rotations:
  primary: { members: [anna, ben], every: 1h, from: 2026-01-05T09:00, time_zone: UTC }
tiers:
  - { name: L1, group: one, notify: [{ slack: "#one" }, { email: late@example.com, hours: late }] }
  - { name: L2, group: two, notify: [{ slack: "#two", mention: primary }, { email: primary }] }
  - { name: manager, group: boss, notify: [{ slack: primary, hours: late }] }
priorities: [low, normal, high]
cooldown: 1h
rules:
  - { name: angry, when: { sentiment_below: -0.6 }, notify: here, repeat: { every: 30m } }
  - { name: outage, when: { tags: [outage] }, notify: here, wakes: true }
  - { name: unhappy, when: { tags: [unhappy] }, notify: [{ email: primary }, { slack: "#mood" }] }
  - { name: nobody, when: { tags: [nobody] }, notify: [{ slack: "#closed", hours: never }] }
  - { name: slow, when: { idle: 3h }, to: L2 }
`;
const { policy } = parsePolicy(POLICY, 'p.yaml', Math.floor(START / 86_400_000));

/** Opened, written, quiet. */
function quiet(): VirtualRun {
  const run = new VirtualRun({}, true, policy);
  return run.errandEnds(run.planned.errand!);
}

/** Everything that is asked for works. */
function works(run: VirtualRun): VirtualRun {
  const { errand, write, deliveries } = run.planned;
  if (errand) run.errandEnds(errand);
  if (write) run.writeEnds(write);
  for (const delivery of deliveries) run.deliveryEnds(delivery);
  return run;
}

const stateOf = (run: VirtualRun, key: string) =>
  run.state.outbox.unrecorded.find(({ alert }) => alert.key === key)?.outcome.state;

describe('what a rule tells', () => {
  it('goes along with the write, under keys that count', () => {
    const run = quiet().hears(score(-0.9));
    const { write, deliveries } = run.planned.errand!;
    expect(write.log.map(({ id }) => id)).toEqual(['T-1:notified:1']);
    expect(deliveries.map(({ alert }) => alert.key)).toEqual(['T-1:n1:slack:#one']);
    expect(deliveries[0]!.alert).toMatchObject({
      seq: 0,
      ticket: { priority: 'normal', group: 'one', acknowledged: null },
    });
    works(run).later('30m').fires();
    expect(run.along).toEqual(['slack:#one']);
    expect(run.asked).toEqual(['T-1:n1:slack:#one', 'T-1:n2:slack:#one']);
    expect(run.planned.errand!.deliveries[0]).toMatchObject({ thread: 'm1' });
  });

  it('and could not be sent is superseded when the rule tells again, and by a transition', () => {
    const run = quiet().hears(score(-0.9));
    const later = { state: 'later', why: 'HTTP 503', target: 'slack:#one' } as const;
    run.errandEnds(run.planned.errand!, { delivered: [later] });
    const first = run.planned.deliveries[0]!;
    expect(first.alert.key).toBe('T-1:n1:slack:#one');
    run.later('30m').fires();
    const errand = run.planned.errand!;
    // Its last attempt is waited for, so that no two are on their way to one target.
    expect(run.along).toEqual([]);
    expect(run.state.outbox.alerts.find(({ key }) => key === first.alert.key)?.superseded).toBe(
      'superseded: angry has told again',
    );
    run.deliveryEnds(first, { state: 'later', why: 'cancelled' }).errandEnds(errand);
    expect(run.asked.at(-1)).toBe('T-1:n2:slack:#one');
  });

  it("is told by others when its target cannot be: the list that named it, then the ticket's own tier", () => {
    const run = quiet().hears(change({ tags: ['unhappy'] }));
    const { errand } = run.planned;
    expect(run.along).toEqual(['email:anna@example.com', 'slack:#mood']);
    const gone = { state: 'undeliverable', error: 'no such box', at: run.now, recorded: true } as const;
    const results = [
      { target: 'email:anna@example.com', ...gone },
      { target: 'slack:#mood', ...run.sent() },
    ];
    run.errandEnds(errand!, { delivered: results });
    expect(run.asked.at(-1)).toBe('T-1:n1:email:anna@example.com:fallback');
    run.deliveryEnds(run.planned.deliveries[0]!, { ...gone, error: 'no such channel' });
    expect(run.planned.deliveries[0]!.alert).toMatchObject({
      key: 'T-1:n1:email:anna@example.com:fallback:2',
      ...{ channel: 'slack', address: '#one' },
      insteadOf: { channel: 'email', address: 'anna@example.com', error: 'no such box', nth: 2 },
    });
    works(run);
    expect(run.state.outbox).toMatchObject({ alerts: [], stranded: [] });
  });
});

describe('whoever is on call', () => {
  it('is told, and mentioned, as of the decision', () => {
    const run = quiet().later('3h').fires();
    expect(run.planned.errand!.deliveries.map(({ alert: { key, mention } }) => [key, mention])).toEqual([
      ['T-1:1:slack:#two', 'U012BENN'],
      ['T-1:1:email:ben@example.com', undefined],
    ]);
  });

  it('is who it is when a fallback has to be found', () => {
    const run = quiet().later('3h').fires();
    const { errand } = run.planned;
    run.later('1h');
    const gone = { state: 'undeliverable', error: 'archived', at: run.now, recorded: true } as const;
    run.errandEnds(errand!, {
      delivered: [
        { target: 'slack:#two', ...gone },
        { target: 'email:ben@example.com', ...run.sent() },
      ],
    });
    expect(run.planned.deliveries.map(({ alert }) => [alert.key, alert.address, alert.mention])).toEqual([
      ['T-1:1:slack:#two:fallback', 'anna@example.com', undefined],
    ]);
  });
});

describe('an alert that waits for the hours of its target', () => {
  const key = 'T-1:n1:email:late@example.com';

  it('is owed until they open, wakes the ticket then, and goes out once', () => {
    const run = works(quiet().hears(score(-0.9)));
    run.passes({ kind: 'command', question: { command: { type: 'acknowledge', commandId: 'c', by: 'ann' } } });
    works(run);
    const opening = START + 5 * 3_600_000;
    expect(run.woken.hoursOpenAt).toBe(opening);
    expect(run.asked).not.toContain(key);
    run.later('2h59m').hears(agentReply());
    works(run);
    run.later('2h1m').passes({ kind: 'hours-open' });
    expect(run.along).toEqual(['email:late@example.com']);
    works(run);
    expect(run.state.outbox.alerts).toEqual([]);
    expect(run.asked.filter((one) => one === key)).toHaveLength(1);
  });

  it('makes its opening the next deadline, for others to see when nobody has met it', () => {
    const run = works(quiet().hears(score(-0.9)));
    run.passes({
      kind: 'command',
      question: { command: { type: 'escalate', commandId: 'e', by: 'ann', to: 'manager' } },
    });
    expect(run.state.outbox.alerts.map((alert) => alert.key)).toEqual(['T-1:1:slack:U012BENN']);
    works(works(run).later('3h').fires());
    expect(deadlineOf(run.state, run.now)).toBe(START + 5 * 3_600_000);
  });

  it('is dropped at once when the ticket moves on, even at that instant', () => {
    const run = works(quiet().hears(score(-0.9)));
    works(run.later('30m').fires());
    expect(stateOf(run, key)).toBeUndefined();
    expect(run.state.outbox.alerts.map((alert) => alert.key)).toEqual(['T-1:n2:email:late@example.com']);
    works(run.passes({ kind: 'command', question: { command: { type: 'escalate', commandId: 'e', by: 'ann' } } }));
    expect(run.state.outbox.alerts).toEqual([]);
    expect(run.asked.filter((one) => one.includes('late@'))).toEqual([]);
  });

  it('is recorded as superseded', () => {
    const run = works(quiet().hears(score(-0.9)));
    run.hears(change({ status: 'closed' }));
    expect(run.planned.errand!.write.alerts.map(({ alert, outcome }) => [alert.key, outcome.state])).toEqual([
      [key, 'superseded'],
    ]);
  });

  it('holds up no other to its target', () => {
    const run = works(quiet().hears(score(-0.9)));
    run.hears(change({ tags: ['outage'] }));
    expect(run.along).toEqual(['slack:#one', 'email:late@example.com']);
  });

  it('is none where the hours never open', () => {
    const run = quiet().hears(change({ tags: ['nobody'] }));
    expect(run.along).toEqual([]);
    expect(run.state.outbox.alerts).toEqual([]);
    expect(run.planned.errand!.write.log[0]!.decision).toMatchObject({ deferred: { 'slack:#closed': null } });
  });
});
