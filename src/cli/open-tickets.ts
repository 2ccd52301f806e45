/** How many tickets are open, whether that is too many for where they are, and when all of them were last compared. */
import { lastAudit } from '../client/audits.js';
import { connectClient } from '../client/connect.js';
import { OPEN_TICKETS } from '../client/list.js';
import { comparedSince, isBehind, mostAge, type Coverage } from '../domain/audit/coverage.js';
import type { AuditReport } from '../domain/audit/drift.js';
import type { Instant } from '../domain/rules/policy.js';
import { readSettings } from './settings.js';
import type { Terminal } from './terminal.js';
import { fromNow } from './words/time.js';

/** From so many open tickets on the local stack is the wrong place: see docs/operations.md. */
const TOO_MANY_FOR_LOCAL_STACK = 20_000;
/** An audit a minute is the usual; after so many minutes without one somebody should look. */
const SILENT_AFTER = 10 * 60_000;
const PATIENCE_MS = 3_000;

export interface OpenTicketsCheck {
  name: string;
  ok: boolean;
  detail: string;
  remedy?: string;
}

/** What can be said of a running engine; nothing where none answers, which others say. @throws ConfigError */
export async function openTicketsChecks(terminal: Terminal): Promise<OpenTicketsCheck[]> {
  const { config, address, namespace } = await readSettings(terminal);
  const where = { ...(address !== undefined && { address }), ...(namespace !== undefined && { namespace }) };
  const client = await connectClient({ timeoutMs: PATIENCE_MS, ...where }).catch(() => undefined);
  if (!client) return [];
  try {
    return await client.withDeadline(Date.now() + PATIENCE_MS, async () => {
      const { count } = await client.workflow.count(OPEN_TICKETS);
      const report = await lastAudit(client, config.taskQueue);
      return [openTicketsCheck(count, address !== undefined), comparisonCheck(report, Date.now())];
    });
  } catch (error) {
    const name = 'Open tickets';
    return [{ name, ok: false, detail: `Temporal does not say: ${(error as Error).message}`, remedy: 'Try again.' }];
  } finally {
    await client.connection.close();
  }
}

export function openTicketsCheck(count: number, isLocalStack: boolean): OpenTicketsCheck {
  const name = 'Open tickets';
  const detail = `${count.toLocaleString('en')} are watched`;
  const most = TOO_MANY_FOR_LOCAL_STACK.toLocaleString('en');
  if (!isLocalStack || count < TOO_MANY_FOR_LOCAL_STACK) return { name, ok: true, detail };
  const remedy = `The local stack is for development, with fewer than ${most} open tickets. Use a Temporal cluster and MongoDB: docs/operations.md.`;
  return { name, ok: false, detail: `${detail} by the local stack, which is the wrong place from ${most} on`, remedy };
}

export function comparisonCheck(report: AuditReport | null | undefined, now: Instant): OpenTicketsCheck {
  const name = 'Audits';
  if (report === undefined) return { name, ok: true, detail: 'none are scheduled: no worker has run, or they are off' };
  const remedy = 'Look at the workflows rung-audit/… in the Web UI, and whether a worker runs.';
  if (report === null) return { name, ok: false, detail: 'none has come to an end lately', remedy };
  const { at, coverage, findings, complete = true } = report;
  // One of an earlier release.
  if (coverage === undefined) return { name, ok: true, detail: `the last one ended ${fromNow(at, now)}` };
  const wrong = findings.length === 0 ? '' : `wrong: ${findings.map(({ kind }) => kind).join(', ')}`;
  const found = [wrong, complete ? '' : 'it could not ask everything'].filter(Boolean).join('; ') || 'nothing is wrong';
  const detail = `${coverageWords(coverage, now)}; the last audit ended ${fromNow(at, now)}: ${found}`;
  const ok = !isBehind(coverage, now) && now - at < SILENT_AFTER;
  return { name, ok, detail, ...(!ok && { remedy }) };
}

/** `all tickets (9,874) were compared since 3 min ago (expected: …` */
function coverageWords(coverage: Coverage, now: Instant): string {
  const { last, pass, perMinute } = coverage;
  const counted = (count: number) => count.toLocaleString('en');
  const going = `the pass under way began ${fromNow(pass.since, now)} and has compared ${counted(pass.tickets)}`;
  const all =
    last === null
      ? 'not all tickets have been compared yet'
      : `all tickets (${counted(last.tickets)}) were compared since ${fromNow(comparedSince(coverage), now)}`;
  const bound = `expected: within ${Math.round(mostAge(coverage) / 60_000)} min, at ${counted(perMinute)} a minute`;
  return `${all} (${bound}); ${going}`;
}
