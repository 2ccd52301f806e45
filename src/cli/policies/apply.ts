/** `rung policy apply`: shows what a policy would change for the tickets that are open, and moves them to it. */
import type { LoadedPolicy } from '../../policy/load.js';
import type { Engine } from '../engine.js';
import { Failure } from '../failure.js';
import { progress } from '../progress.js';
import { print, type Terminal } from '../terminal.js';
import { counted } from '../words/count.js';
import { look, openedSince, type Looking } from './look.js';
import { moveAll, type MovingResult } from './moving.js';
import { surveyLines, type MoveSurvey } from './survey.js';

export interface Applying extends Looking {
  dryRun: boolean;
  /** Asks a person, who answers with a line, before tickets are moved. Null: nobody is asked. */
  ask: ((question: string) => Promise<string>) | null;
  /** Tickets a second. */
  rate: number;
  json: boolean;
  /** How the command was called, for whoever has to call it again. */
  again: string;
  /** The policy that new tickets get, as far as this machine knows; undefined if it cannot be read, or is of no matter. */
  forNewTickets?: { file: string; hash: string } | undefined;
}

/** @throws Failure 1 if tickets cannot be moved, or are not to be */
export async function apply(engine: Engine, applying: Applying, terminal: Terminal): Promise<void> {
  const { json, dryRun, loaded, ask } = applying;
  const { survey, ticketIds } = await look(engine, applying, terminal);
  // Whoever is asked has to see what about, also with --json.
  const shown = !json ? terminal.stdout : ask && !dryRun ? terminal.stderr : undefined;
  if (shown)
    for (const line of [...surveyLines(survey, loaded.hash, applying.quiet), ...newTickets(applying)])
      print(shown, line);
  const missing = missingTiers(survey, loaded);
  if (dryRun || missing !== undefined || ticketIds.length === 0) {
    if (json) print(terminal.stdout, JSON.stringify({ policy: loaded.hash, ...survey, moved: 0, refused: [] }));
    if (missing !== undefined) throw new Failure(1, missing);
    return;
  }
  if (ask && !(await isAgreed(ticketIds.length, ask))) throw new Failure(1, 'nothing was moved');
  await engine.store.policies.keep(loaded, Date.now());
  const { trouble, ...result } = await move(engine, ticketIds, applying, terminal);
  const { moved, refused, closed, unanswered, stopped } = result;
  const opened =
    stopped || trouble !== undefined ? undefined : await openedMeanwhile(engine, ticketIds, applying, terminal);
  if (json) {
    const outcome = {
      moved,
      refused,
      closedMeanwhile: closed,
      unanswered,
      ...(opened !== undefined && { openedMeanwhile: opened }),
    };
    print(terminal.stdout, JSON.stringify({ policy: loaded.hash, ...survey, ...outcome }));
  }
  conclude({ ...result, trouble, opened }, ticketIds.length, applying, terminal);
}

/** Moving those that are open changes nothing for those that are yet to come. */
function newTickets({ loaded, forNewTickets }: Applying): string[] {
  if (!forNewTickets || forNewTickets.hash === loaded.hash) return [];
  const { hash, file } = forNewTickets;
  return ['', `New tickets still get policy ${hash} (${file}): what opens them has its own RUNG_POLICY`];
}

/** Undefined: nobody can say, and it is told why. */
async function openedMeanwhile(
  { store }: Engine,
  ticketIds: readonly string[],
  applying: Applying,
  { stderr }: Terminal,
) {
  try {
    return await openedSince(store.archive, applying, new Set(ticketIds));
  } catch (error) {
    print(stderr, `whether tickets were opened meanwhile is not known: ${(error as Error).message}`);
    return undefined;
  }
}

async function isAgreed(tickets: number, ask: NonNullable<Applying['ask']>): Promise<boolean> {
  const answer = await ask(`\nMove ${tickets.toLocaleString('en')} ticket${tickets === 1 ? '' : 's'}? [y/N] `);
  return /^\s*y(?:es)?\s*$/i.test(answer);
}

function missingTiers({ missing }: MoveSurvey, { hash, policy: { tiers } }: LoadedPolicy): string | undefined {
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
      isClosed: async (ticketId) => (await rung.getState(ticketId))?.closed ?? false,
      done: () => bar.advance(),
    });
    return { ...result, stopped: stopped.signal.aborted };
  } finally {
    forget();
    bar.end();
  }
}

/** As many are told one by one; `--json` has all of them. */
const TOLD = 20;

function conclude(
  {
    moved,
    closed,
    refused,
    unanswered,
    trouble,
    stopped,
    opened = 0,
  }: MovingResult & { stopped: boolean; opened?: number | undefined },
  total: number,
  { json, again }: Applying,
  { stdout, stderr }: Terminal,
): void {
  for (const { reason } of refused.slice(0, TOLD)) print(stderr, reason);
  if (refused.length > TOLD) print(stderr, `and ${refused.length - TOLD} more, which --json names`);
  const done = `${moved} of ${counted(total, 'ticket')} moved` + (closed > 0 ? `, ${closed} closed meanwhile` : '');
  const goOn = `to go on, run this again, it skips those that are moved: ${again}`;
  if (trouble !== undefined) {
    throw new Failure(1, `${done}, then: ${(trouble as Error).message}; ${goOn}`, { cause: trouble });
  }
  if (stopped && moved + closed + refused.length < total) throw new Failure(1, `stopped: ${done}; ${goOn}`);
  if (!json) print(stdout, `\n${done}`);
  if (opened > 0) {
    print(
      stderr,
      `${counted(opened, 'ticket')} opened or reopened meanwhile under another policy; to move them too, run this again: ${again}`,
    );
  }
  if (unanswered.length > 0) {
    const some = unanswered.slice(0, TOLD).join(', ') + (unanswered.length > TOLD ? ', …' : '');
    throw new Failure(1, `${counted(unanswered.length, 'ticket')} did not answer: ${some}; ${goOn}`);
  }
  if (refused.length > 0) throw new Failure(1, `${counted(refused.length, 'ticket')} could not be moved`);
}
