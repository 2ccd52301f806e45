/** The alerts that a ticket's decisions ask for, against the ledger of alerts and what Slack and the mail server took. */
import { decisionBehind, seqOf, type Alert, type Decision } from '../../../src/domain/ladder/decision.js';
import { alertKeyOf, isFallbackKey } from '../../../src/domain/alerts/delivery.js';
import { targetName } from '../../../src/domain/rules/policy.js';
import type { Arrival } from '../world/arrival.js';
import type { Evidence } from './evidence.js';
import type { Expectation } from './expectation.js';
import type { Finding } from './finding.js';

/** What a scenario does to messages, and so may excuse. */
export interface Excuses {
  /** A reply may have been lost, or a worker killed or frozen between sending and recording: one duplicate for a key. */
  duplicates: boolean;
  /** Beginnings of the names of targets that may be given up: a fallback goes to somebody else. */
  unreachable: readonly string[];
}

export function compareAlerts(expected: Expectation, evidence: Evidence, excuses: Excuses): Finding[] {
  const wanted = new Set(expected.alerts.map((alert) => alert.key));
  const known = (key: string) => wanted.has(key) || (isFallbackKey(key) && wanted.has(alertKeyOf(key)));
  const own = evidence.arrivals.filter(({ key }) => key.startsWith(`${expected.ticketId}:`));
  return [
    ...expected.alerts.flatMap((alert) => delivered(alert, expected, evidence, own, excuses)),
    ...own.filter(({ key }) => !known(key)).map(({ key }) => invented(`message ${key}`)),
    ...[...evidence.alerts.values()]
      .filter(({ _id, ticketId }) => ticketId === expected.ticketId && !known(_id))
      .map(({ _id }) => invented(`alert ${_id}`)),
    ...inOrder(expected.alerts, own),
  ];
}

function invented(what: string): Finding {
  return { kind: 'invented', what };
}

function delivered(
  alert: Alert,
  expected: Expectation,
  { alerts }: Evidence,
  own: Arrival[],
  excuses: Excuses,
): Finding[] {
  const { key } = alert;
  const entry = alerts.get(key);
  const copies = own.filter((arrival) => arrival.key === key);
  if (!entry) return [{ kind: 'lost', what: `alert ${key} is not in the ledger, and arrived ${copies.length} times` }];
  const findings: Finding[] = [];
  const strayed = copies.find(({ target }) => target !== targetName(alert));
  if (strayed) findings.push({ kind: 'different', what: `alert ${key} went to ${strayed.target}` });
  if (copies.length > (excuses.duplicates ? 2 : 1)) {
    findings.push({ kind: 'duplicated', what: `alert ${key} arrived ${copies.length} times` });
  }
  // What was never sent, and is no longer true, need not be: whether an attempt that was cut off got through is not known.
  if (entry.state === 'superseded' && rightlyDropped(alert, expected, entry.settledAt)) return findings;
  const fallback = [...alerts.values()].find(({ _id }) => isFallbackKey(_id) && alertKeyOf(_id) === key);
  // By the time somebody else could be told the ticket may have gone on, and then the later alert tells.
  const hasFallback =
    own.some((arrival) => isFallbackKey(arrival.key) && alertKeyOf(arrival.key) === key) ||
    (fallback?.state === 'superseded' && rightlyDropped(alert, expected, fallback.settledAt));
  if (entry.state === 'undeliverable' && excuses.unreachable.some((name) => targetName(alert).startsWith(name))) {
    if (hasFallback) return findings;
    return [...findings, { kind: 'lost', what: `alert ${key} is undeliverable and no fallback took its place` }];
  }
  const accounted = entry.state === 'sent' || (entry.state === 'unconfirmed' && excuses.duplicates);
  if (!accounted) findings.push({ kind: 'stuck', what: `alert ${key} is ${entry.state}: ${entry.lastError}` });
  if (copies.length === 0 && !(entry.state === 'unconfirmed' && hasFallback)) {
    findings.push({ kind: 'lost', what: `alert ${key} is ${entry.state} and never arrived` });
  }
  return findings;
}

/** What superseded it had happened by then. */
function rightlyDropped(alert: Alert, { log }: Expectation, at: Date | null): boolean {
  return at !== null && log.some(({ decision }) => decision.at <= at.getTime() && supersedes(decision, alert));
}

/** A later transition tells where the ticket stands, its end that nobody need care, and a rule that tells again the same once more. */
function supersedes(later: Decision, alert: Alert): boolean {
  const told = decisionBehind(alert);
  switch (later.kind) {
    case 'escalated':
    case 'deescalated':
      return later.seq > seqOf(alert);
    case 'closed':
      return later.at >= told.at && !(told.kind === 'deescalated' && told.reason === 'resolution');
    case 'notified':
      return told.kind === 'notified' && later.rule === told.rule && later.at > told.at;
    default:
      return false;
  }
}

/** Each target hears of a ticket's decisions in their order, and of one that waits for its hours when these open; copies that come later do not count. */
function inOrder(alerts: Alert[], own: Arrival[]): Finding[] {
  const dueAt = (alert: Alert) => alert.deferredUntil ?? decisionBehind(alert).at;
  const order = alerts.toSorted((a, b) => dueAt(a) - dueAt(b)).map(({ key }) => key);
  const latest = new Map<string, number>();
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const { key, target } of own) {
    const place = order.indexOf(key);
    if (place < 0 || seen.has(key)) continue;
    seen.add(key);
    const before = latest.get(target) ?? -1;
    if (place < before) findings.push({ kind: 'out of order', what: `${key} came after ${order[before]}` });
    latest.set(target, Math.max(before, place));
  }
  return findings;
}

/** How many messages came more than once. */
export function duplicatesAmong(arrivals: readonly Arrival[]): number {
  return arrivals.length - new Set(arrivals.map(({ key }) => key)).size;
}
