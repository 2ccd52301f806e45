/** What becomes of rules that tell, and tell again. The customer of `T-1` is not answered in 10 s, and Ben is told then and every 4 s; mail waits until a minute is over. */
import { describe, expect, it } from 'vitest';
import { targetName } from '../../../src/domain/rules/policy.js';
import { logDocument } from '../../../src/store/documents.js';
import type { AlertDocument, LogDocument } from '../../../src/store/port.js';
import { tellingPolicy } from '../tickets/unanswered.js';
import type { Arrival } from '../world/arrival.js';
import { compareAlerts } from './alerted.js';
import type { Evidence } from './evidence.js';
import { expect as expected, type Expectation } from './expectation.js';
import { compareOpenings } from './openings.js';
import { readRepeats } from './repeats.js';
import { OPENED, runUnder, S } from './run-with.js';
import type { Brought } from './witness.js';

const loaded = await tellingPolicy(OPENED);
const { rules } = loaded.policy;

const at = (after: number) => new Date(OPENED + after * S).toISOString();
const timer: Brought = { kind: 'timer' };
const signal = (name: string, payload: object): Brought => ({ kind: 'signal', name, payload });
const ACKNOWLEDGED: Brought = { kind: 'update', name: 'acknowledge', payload: { commandId: 'ack', by: 'ann' } };
const ANGRY = signal('sentimentScored', { eventId: 'angry', at: at(2), score: -0.9 });

/** What each instant brings, in seconds after the opening. */
function lived(...moments: [number, Brought][]): Expectation {
  const activations = moments.map(([after, brought]) => ({ at: OPENED + after * S, brought: [brought] }));
  return expected('T-1', [runUnder(loaded, ...activations)]);
}

/** As if all alerts had come on time, but for what is changed. */
function alerts(
  ticket: Expectation,
  changed: (entry: AlertDocument) => AlertDocument | undefined,
  order = ticket.alerts,
) {
  const entries = ticket.alerts.flatMap(({ key }) => {
    const sent = { _id: key, ticketId: 'T-1', state: 'sent', lastError: null, settledAt: null };
    return changed(sent as unknown as AlertDocument) ?? [];
  });
  const arrivals = order.flatMap((alert, n): Arrival[] => {
    const isSent = entries.some(({ _id, state }) => _id === alert.key && state === 'sent');
    return isSent ? [{ key: alert.key, target: targetName(alert), at: OPENED + (60 + n) * S, answered: true }] : [];
  });
  const evidence: Evidence = {
    ...{ tickets: new Map(), log: new Map(), arrivals },
    alerts: new Map(entries.map((entry) => [entry._id, entry])),
  };
  return compareAlerts(ticket, evidence, { duplicates: false, unreachable: [] });
}

describe('an alert of a rule that tells', () => {
  const ticket = lived([10, timer], [14, timer]);
  const [first] = ticket.alerts.map(({ key }) => key);
  const dropped = (after: number) =>
    alerts(ticket, (entry) =>
      entry._id === first ? { ...entry, state: 'superseded', settledAt: new Date(OPENED + after * S) } : entry,
    );

  it('is asked for each time, and comes', () => {
    expect(ticket.alerts.map(({ key }) => key)).toEqual([
      ...['T-1:n1:slack:U012BEN', 'T-1:n1:slack:#tier1-queue', 'T-1:n2:slack:U012BEN', 'T-1:n2:slack:#tier1-queue'],
    ]);
    expect(alerts(ticket, (entry) => entry)).toEqual([]);
  });

  it('is lost if the ledger does not know it', () => {
    const what = `alert ${first} is not in the ledger, and arrived 0 times`;
    expect(alerts(ticket, (entry) => (entry._id === first ? undefined : entry))).toEqual([{ kind: 'lost', what }]);
  });

  it('need not come once its rule has told again, and not sooner', () => {
    expect(dropped(15)).toEqual([]);
    expect(dropped(13)).toMatchObject([{ kind: 'stuck' }, { kind: 'lost' }]);
  });

  it('need not come once the ticket has moved, or is closed', () => {
    const drop = (moved: Expectation, after: number) =>
      alerts(moved, (entry) =>
        entry._id === first ? { ...entry, state: 'superseded', settledAt: new Date(OPENED + after * S) } : entry,
      );
    expect(drop(lived([10, timer], [12, ANGRY]), 12)).toEqual([]);
    const resolved = signal('ticketChanged', { eventId: 'over', at: at(12), status: 'resolved' });
    const opened = signal('ticketChanged', { eventId: 'again', at: at(13), status: 'open' });
    expect(drop(lived([10, timer], [12, resolved], [13, opened]), 12)).toEqual([]);
    expect(drop(lived([10, timer], [12, resolved], [13, opened]), 11)).toMatchObject([
      { kind: 'stuck' },
      { kind: 'lost' },
    ]);
  });

  it('comes before the next one to its target', () => {
    const what = 'T-1:n1:slack:U012BEN came after T-1:n2:slack:U012BEN';
    const found = alerts(ticket, (entry) => entry, ticket.alerts.toReversed());
    expect(found).toContainEqual({ kind: 'out of order', what });
  });
});

describe('an alert that waits for the hours of its target', () => {
  const ticket = lived([2, ANGRY]);
  const mail = ticket.alerts.find(({ channel }) => channel === 'email')!;
  const came = (after: number) => {
    const arrivals = [{ key: mail.key, target: targetName(mail), at: OPENED + after * S, answered: true }];
    return compareOpenings(ticket, { arrivals }, []);
  };

  it('goes to whoever has the desk then', () => {
    expect(mail).toMatchObject({ address: 'anna@example.com', deferredUntil: OPENED + 60 * S });
  });

  it('comes when they open', () => {
    expect(came(61)).toEqual([]);
    const what = `${mail.key}: its hours opened 00:01:00.000, it came`;
    expect(came(59)).toEqual([{ kind: 'different', what: `${what} 00:00:59.000` }]);
    expect(came(75)).toEqual([{ kind: 'late', what: `${what} 00:01:15.000` }]);
    expect(compareOpenings(ticket, { arrivals: [] }, [])).toEqual([]);
  });

  it('is none of those that came before it', () => {
    const twice = lived([2, ANGRY], [13, ACKNOWLEDGED], [20, timer]);
    const early = twice.alerts.filter(({ channel }) => channel === 'slack');
    const late = twice.alerts.filter((alert) => !early.includes(alert));
    expect(early.length * late.length).toBeGreaterThan(0);
    expect(alerts(twice, (entry) => entry, [...early, ...late])).toEqual([]);
  });
});

describe('a log', () => {
  const logOf = (ticket: Expectation) => ticket.log.map(logDocument);
  const told = lived([10, timer], [14, timer], [18, timer]);
  const changed = (nth: number, fields: Partial<LogDocument>) => {
    const log = logOf(told).map((entry, n) => (n === nth ? { ...entry, ...fields } : entry));
    return readRepeats(log, rules).findings;
  };

  it('in which a rule tells again until somebody has acknowledged is right', () => {
    expect(readRepeats(logOf(told), rules)).toEqual({ findings: [], repeats: 2, stopped: 0 });
    const seen = lived([10, timer], [14, timer], [15, ACKNOWLEDGED], [18, timer]);
    expect(readRepeats(logOf(seen), rules)).toEqual({ findings: [], repeats: 1, stopped: 1 });
  });

  it.each([
    [
      'after somebody had',
      logOf(told).toSpliced(2, 0, { _id: 'a', number: 2.5, kind: 'acknowledged', at: new Date(OPENED + 16 * S) }),
    ],
    ['though nothing had been told', logOf(told).slice(2)],
  ])('in which it tells again %s is not', (_why, log) => {
    const what = 'log entry T-1:notified:3, repeat 2: nothing was to be told again';
    expect(readRepeats(log, rules).findings).toEqual([{ kind: 'invented', what }]);
  });

  it.each([
    ['twice', { repeat: 1 }, 'duplicated', 'repeat 1: repeat 1 had been told'],
    ['too soon', { at: new Date(OPENED + 17 * S) }, 'different', 'repeat 2: it came too soon'],
    ['too often', { repeat: 4, at: new Date(OPENED + 30 * S) }, 'invented', 'repeat 4: it was to be told 3 times'],
  ])('in which it tells again %s is not', (_how, fields, kind, why) => {
    expect(changed(2, fields)).toEqual([{ kind, what: `log entry T-1:notified:3, ${why}` }]);
  });
});
