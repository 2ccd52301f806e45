/** One pass of a reconciler: pages of changes, each accepted before the cursor moves. */
import { InvalidRequestError, TicketNotFoundError } from '../client/errors.js';
import type { TicketLine } from '../client/tell-line.js';
import type { Instant, Milliseconds, Policy } from '../domain/rules/policy.js';
import { UnreadableDeliveryError, type Created, type FactLine, type Told } from '../intake/mapping/facts.js';
import type { Mapping } from '../intake/mapping/load.js';
import { scoresReplies, withScores } from '../sentiment/lines.js';
import type { Acceptance } from '../spill/keep.js';
import { forEachConcurrently } from '../spill/for-each-concurrently.js';
import type { ReconcilerStanding, ReconcilerStore } from '../store/intake-port.js';
import type { Changes, HelpDesk, DeskDelivery } from './desk.js';
import { newsOf, type StoredTicket } from './news.js';
import { toldBy } from './told.js';

/** How long Temporal may take for one ticket's facts; what it has not taken then waits in the database. */
const PATIENCE: Milliseconds = 20_000;
/** How many tickets are looked at, and told, at once: others want to be told, too. */
const SIDE_BY_SIDE = 4;

export interface Passing {
  name: string;
  mapping: Mapping;
  desk: HelpDesk;
  cursors: ReconcilerStore;
  acceptance: Pick<Acceptance, 'acceptAll'>;
  /** That for new tickets: it says whether replies are scored. */
  policy: Pick<Policy, 'sentiment'>;
  /** Null: the database does not know it. */
  known(ticketId: string): Promise<StoredTicket | null>;
  /** How far a help desk that was never read is looked back. */
  lookBack: Milliseconds;
  /** Pages are begun until then. */
  until: Instant;
  /** Stops it: what was begun of a ticket is finished, and the cursor stays. */
  signal?: AbortSignal;
  /** Called after each page. */
  alive?: (cursor: string) => void;
  warn?: (message: string, about: Record<string, unknown>) => void;
  now?: () => Instant;
}

export interface Passed {
  pages: number;
  /** Facts that are safe: told to their tickets, or kept for them. */
  accepted: number;
  /** Facts that were known, or are of tickets that nobody has to watch. */
  passedOver: number;
  /** Deliveries that could not be read, and facts that the engine cannot use. */
  refused: number;
  /** Nothing more is to be had now. */
  complete: boolean;
}

/** @throws ApiError, StoreError, EngineUnavailableError; what was accepted until then stays so, and the cursor stands before the rest */
export async function pass(passing: Passing): Promise<Passed> {
  const { name, desk, cursors, until, now = Date.now } = passing;
  const passed: Passed = { pages: 0, accepted: 0, passedOver: 0, refused: 0, complete: false };
  let standing = (await cursors.read(name)) ?? (await begun(passing));
  while (standing && now() < until) {
    passing.signal?.throwIfAborted();
    const page: Changes = await desk.changes(standing.cursor);
    await acceptPage(passing, page.deliveries, passed);
    const readUpTo: Instant | null = page.readUpTo ?? standing.readUpTo;
    const { rev } = standing;
    const moved = await cursors.move(name, rev, { cursor: page.cursor, readUpTo, at: now() });
    // Somebody else is at it: an attempt that was given up for dead, or this one was.
    if (!moved) return passed;
    standing = { cursor: page.cursor, readUpTo, rev: rev + 1, at: now(), error: null };
    passed.pages++;
    passing.alive?.(page.cursor);
    if (!page.more) return { ...passed, complete: true };
  }
  return passed;
}

/** Where it begins is kept before anything is read: a help desk that does not answer for hours has been missed since then. */
async function begun({ name, desk, cursors, lookBack, now = Date.now }: Passing): Promise<ReconcilerStanding | null> {
  const cursor = desk.from(now() - lookBack);
  await cursors.move(name, 0, { cursor, readUpTo: null, at: now() });
  return cursors.read(name);
}

/** A delivery that was read. */
interface Read {
  told: Told;
  isSnapshot: boolean;
}

async function acceptPage(passing: Passing, deliveries: readonly DeskDelivery[], passed: Passed): Promise<void> {
  const byTicket = new Map<string, Read[]>();
  for (const recorded of deliveries) {
    const told = await mapped(passing, recorded, passed);
    const ticketId = told?.facts[0]?.ticketId;
    if (!told || ticketId === undefined) continue;
    byTicket.set(ticketId, [...(byTicket.get(ticketId) ?? []), { told, isSnapshot: recorded.snapshot === true }]);
  }
  await forEachConcurrently([...byTicket], SIDE_BY_SIDE, async ([ticketId, read]) => {
    passing.signal?.throwIfAborted();
    await acceptTicket(passing, ticketId, read, passed);
  });
}

async function mapped(
  { name, mapping, policy, warn, now = Date.now }: Passing,
  recorded: DeskDelivery,
  passed: Passed,
): Promise<Told | undefined> {
  try {
    return await toldBy(recorded, mapping, now(), { texts: scoresReplies(policy) });
  } catch (error) {
    if (!(error instanceof UnreadableDeliveryError) || error.status === 503) throw error;
    passed.refused++;
    warn?.('a change cannot be read by the mapping', { reconciler: name, because: error.message });
    return undefined;
  }
}

async function acceptTicket(passing: Passing, ticketId: string, read: readonly Read[], passed: Passed): Promise<void> {
  const known = await passing.known(ticketId);
  let isOpened = false;
  for (const { told, isSnapshot } of read) {
    const { opens, rest } = openingOf(told, passing.mapping);
    // A ticket that was just opened was opened with what the help desk says now; what it has decided since is its own.
    const heard = isOpened && isSnapshot ? [] : rest;
    const news = known ? heard.flatMap((fact) => newsOf(fact, known, isSnapshot) ?? []) : heard;
    passed.passedOver += told.facts.length - news.length;
    if (news.length > 0 && (await acceptFacts(passing, news, opens, passed))) isOpened = true;
  }
}

/** A ticket that is closed need not be opened: nobody has to watch it. */
function openingOf({ opens, facts }: Told, { closing }: Mapping): { opens: Created | undefined; rest: FactLine[] } {
  if (opens === undefined || !closing.includes(opens.ticket.status)) return { opens, rest: facts };
  return { opens: undefined, rest: facts.filter(({ type }) => type !== 'created') };
}

/** Says whether the ticket was opened. */
async function acceptFacts(
  { name, acceptance, policy, warn, now = Date.now }: Passing,
  facts: readonly FactLine[],
  opens: Created | undefined,
  passed: Passed,
): Promise<boolean> {
  let isOpened = false;
  const { plain, places } = await withScores(facts as unknown as TicketLine[], policy, (error) =>
    warn?.('a reply is not scored', { reconciler: name, because: (error as Error).message }),
  );
  const terms = { until: now() + PATIENCE, ...(opens && { opens: opens as unknown as TicketLine }) };
  const outcomes = await acceptance.acceptAll(plain, terms);
  for (const outcome of places.map((place) => outcomes[place]!)) {
    if (!('refused' in outcome)) {
      passed.accepted++;
      isOpened ||= 'told' in outcome && (outcome.told === 'opened' || outcome.opened === true);
    } else if (outcome.refused instanceof TicketNotFoundError) passed.passedOver++;
    else if (outcome.refused instanceof InvalidRequestError) {
      passed.refused++;
      warn?.('the engine cannot use a change', { reconciler: name, ticketId: facts[0]!.ticketId });
    } else throw outcome.refused;
  }
  return isOpened;
}
