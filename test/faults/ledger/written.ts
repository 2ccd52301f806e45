/** What the database ought to hold of a ticket, against what it holds: the log and the ticket itself. */
import { isTransition } from '../../../src/domain/ladder/decision.js';
import { engineOf, logDocument } from '../../../src/store/documents.js';
import type { Evidence } from './evidence.js';
import type { Expectation } from './expectation.js';
import type { Finding } from './finding.js';

export function compareLog(expected: Expectation, { log }: Evidence): Finding[] {
  const findings: Finding[] = [];
  const wanted = new Set<string>();
  for (const entry of expected.log) {
    wanted.add(entry.id);
    const found = log.get(entry.id);
    const document = logDocument(entry);
    if (!found) findings.push({ kind: 'lost', what: `log entry ${entry.id} (${entry.decision.kind})` });
    else if (plain(found) !== plain(document)) {
      findings.push({ kind: 'different', what: `log entry ${entry.id}: ${difference(document, found)}` });
    }
  }
  const seqs = expected.log.flatMap(({ decision }) => (isTransition(decision) ? [decision.seq] : []));
  if (seqs.some((seq, n) => seq !== n + 1)) {
    findings.push({ kind: 'out of order', what: `transitions of ${expected.ticketId}: ${seqs.join(', ')}` });
  }
  for (const [id, { ticketId, kind }] of log) {
    if (ticketId === expected.ticketId && !wanted.has(id)) {
      findings.push({ kind: 'invented', what: `log entry ${id} (${String(kind)})` });
    }
  }
  return findings;
}

export function compareTicket({ ticketId, state }: Expectation, { tickets }: Evidence): Finding[] {
  const found = tickets.get(ticketId);
  const engine = found && engineOf(found);
  if (!engine) return [{ kind: 'lost', what: `ticket ${ticketId} is not in the database` }];
  if (plain(engine.state) === plain(state)) return [];
  return [{ kind: 'different', what: `ticket ${ticketId}: ${difference(state, engine.state)}` }];
}

/** JSON with sorted keys. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function difference(wanted: object, found: object): string {
  const [a, b] = [wanted, found] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(a!), ...Object.keys(b!)])].filter(
    (key) => plain(a![key]) !== plain(b![key]),
  );
  return keys.map((key) => `${key} is ${brief(b![key])}, ought to be ${brief(a![key])}`).join('; ');
}

function brief(value: unknown): string {
  const text = plain(value) ?? 'absent';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
