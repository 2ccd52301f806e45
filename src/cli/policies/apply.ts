/** `rung policy apply`: shows what a policy would change for the tickets that are open, and moves them to it. */
import { isSamePolicy, type PolicyChange } from '../../domain/change/policy-change.js';
import { previewChange } from '../../domain/change/preview.js';
import type { Policy } from '../../domain/rules/policy.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { LoadedPolicy } from '../../policy/load.js';
import { engineOf } from '../../store/documents.js';
import type { TicketArchive } from '../../store/port.js';
import type { Engine } from '../engine.js';
import { Failure } from '../failure.js';
import { progress } from '../progress.js';
import { print, type Terminal } from '../terminal.js';
import { counted } from '../words/count.js';
import { moveAll, type MovingResult } from './moving.js';
import { isSelected, type Selection } from './selection.js';
import { Surveyor, surveyLines, type Survey } from './survey.js';

export interface Applying {
  loaded: LoadedPolicy;
  selection: Selection;
  tiers: Record<string, string>;
  by: string;
  quiet: boolean;
  dryRun: boolean;
  /** Asks a person, who answers with a line, before tickets are moved. Null: nobody is asked. */
  ask: ((question: string) => Promise<string>) | null;
  /** Tickets a second. */
  rate: number;
  json: boolean;
  /** How the command was called, for whoever has to call it again. */
  again: string;
}

/** @throws Failure 1 if tickets cannot be moved, or are not to be */
export async function apply(engine: Engine, applying: Applying, terminal: Terminal): Promise<void> {
  const { json, dryRun, loaded, ask } = applying;
  const { survey, ticketIds } = await look(engine.store.archive, applying, terminal);
  // Whoever is asked has to see what about, also with --json.
  const shown = !json ? terminal.stdout : ask && !dryRun ? terminal.stderr : undefined;
  if (shown) for (const line of surveyLines(survey, loaded.hash, applying.quiet)) print(shown, line);
  const missing = missingTiers(survey, loaded);
  if (dryRun || missing !== undefined || ticketIds.length === 0) {
    if (json) print(terminal.stdout, JSON.stringify({ policy: loaded.hash, ...survey, moved: 0, refused: [] }));
    if (missing !== undefined) throw new Failure(1, missing);
    return;
  }
  if (ask && !(await isAgreed(ticketIds.length, ask))) throw new Failure(1, 'nothing was moved');
  await engine.store.policies.keep(loaded, Date.now());
  const { result, stopped } = await move(engine, ticketIds, applying, terminal);
  const { moved, refused } = result;
  if (json) print(terminal.stdout, JSON.stringify({ policy: loaded.hash, ...survey, moved, refused }));
  conclude(result, stopped, ticketIds.length, applying, terminal);
}

async function isAgreed(tickets: number, ask: NonNullable<Applying['ask']>): Promise<boolean> {
  const answer = await ask(`\nMove ${tickets.toLocaleString('en')} ticket${tickets === 1 ? '' : 's'}? [y/N] `);
  return /^\s*y(?:es)?\s*$/i.test(answer);
}

/** Reads every open ticket from the database, and finds out what would become of it. */
async function look(archive: TicketArchive, applying: Applying, { stderr }: Terminal) {
  const { loaded, selection, tiers, quiet, by } = applying;
  const { policy, hash: policyHash } = loaded;
  const open = { 'engine.state.closed': false };
  const bar = progress({ label: 'tickets looked at', total: await archive.count(open), stream: stderr });
  const change: PolicyChange = {
    ...{ type: 'change_policy', commandId: 'preview', by, policy, policyHash, tiers },
    ...(quiet && { quiet }),
  };
  const surveyor = new Surveyor();
  const shared = new SharedPolicies();
  const ticketIds: string[] = [];
  const now = Date.now();
  try {
    for await (const document of archive.find(open)) {
      bar.advance();
      const kept = engineOf(document)?.state;
      if (!kept || kept.closed || !isSelected(kept, selection)) continue;
      const ticket = shared.with(kept);
      if (isSamePolicy(ticket, change)) surveyor.survey.already++;
      else {
        surveyor.add(previewChange(ticket, change, now), ticket.policyHash);
        ticketIds.push(ticket.ticketId);
      }
    }
  } finally {
    bar.end();
  }
  return { survey: surveyor.survey, ticketIds };
}

/** Most tickets have one of a few policies: each is made ready for reading once. */
class SharedPolicies {
  private readonly known = new Map<string, Policy>();

  with(ticket: TicketState): TicketState {
    const name = `${ticket.policyHash} ${ticket.policy.pinned?.day}`;
    const policy = this.known.get(name);
    if (policy) return { ...ticket, policy };
    this.known.set(name, ticket.policy);
    return ticket;
  }
}

function missingTiers({ missing }: Survey, { hash, policy: { tiers } }: LoadedPolicy): string | undefined {
  const names = Object.keys(missing);
  if (names.length === 0) return undefined;
  const which = names.map((name) => `${name} (${counted(missing[name]!, 'ticket')} there or come from it)`).join(', ');
  const ladder = tiers.map(({ name }) => name);
  return (
    `nothing was moved: policy ${hash} has no tier ${which}; say which of ${ladder.join(', ')} takes its place, such as ` +
    `--map ${JSON.stringify(`${names[0]}=${ladder.at(-1)}`)}`
  );
}

async function move({ rung }: Engine, ticketIds: string[], applying: Applying, { stderr, onStop }: Terminal) {
  const { loaded, tiers, by, quiet, rate } = applying;
  const stopped = new AbortController();
  const forget = onStop(() => stopped.abort());
  const bar = progress({ label: 'tickets', total: ticketIds.length, stream: stderr });
  const request = { by, policy: loaded, tiers, ...(quiet && { quiet: true as const }) };
  try {
    const result = await moveAll(ticketIds, (ticketId) => rung.changePolicy(ticketId, request), {
      ...{ rate, signal: stopped.signal },
      done: () => bar.advance(),
    });
    return { result, stopped: stopped.signal.aborted };
  } finally {
    forget();
    bar.end();
  }
}

function conclude(
  { moved, refused, trouble }: MovingResult,
  stopped: boolean,
  total: number,
  { json, again }: Applying,
  { stdout, stderr }: Terminal,
): void {
  for (const { reason } of refused) print(stderr, reason);
  const done = `${moved} of ${counted(total, 'ticket')} moved`;
  const goOn = `to go on, run this again, it skips those that are moved: ${again}`;
  if (trouble !== undefined) {
    throw new Failure(1, `${done}, then: ${(trouble as Error).message}; ${goOn}`, { cause: trouble });
  }
  if (moved + refused.length < total && stopped) throw new Failure(1, `stopped: ${done}; ${goOn}`);
  if (!json) print(stdout, `\n${done}`);
  if (refused.length > 0) throw new Failure(1, `${counted(refused.length, 'ticket')} could not be moved`);
}
