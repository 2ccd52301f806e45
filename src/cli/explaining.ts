/** Where an explanation comes from (the ticket's workflow, the database, a timeline) and how it is printed. */
import { EngineUnavailableError, TicketNotFoundError } from '../client/index.js';
import { explainTicket, type RuleExplained, type TicketExplained } from '../domain/explain/explain.js';
import { ruleSentences } from '../domain/explain/sentences.js';
import type { Instant } from '../domain/rules/policy.js';
import { simulate } from '../domain/simulation/timeline.js';
import { iso } from '../domain/time/instant.js';
import { nearest } from '../reading/spelling.js';
import { withEngine, type Engine } from './engine.js';
import { Failure } from './failure.js';
import { readInput } from './input.js';
import { loadPolicyFor } from './policy-file.js';
import { print, type Terminal } from './terminal.js';
import { readTimeline } from './timeline-file.js';
import { dateTime } from './words/time.js';

/** @throws Failure, TicketNotFoundError, EngineUnavailableError */
export async function explainedByEngine(
  ticketId: string,
  asked: Instant | undefined,
  terminal: Terminal,
): Promise<TicketExplained> {
  const now = Date.now();
  const at = asked ?? now;
  return withEngine(terminal, async (engine) => {
    try {
      const explained = await engine.rung.explain(ticketId, new Date(at));
      if (explained) return explained;
    } catch (error) {
      if (!(error instanceof TicketNotFoundError || error instanceof EngineUnavailableError)) throw error;
      const kept = await fromDatabase(engine, ticketId, now, at);
      if (!kept) throw error;
      print(terminal.stderr, `${error.message}. This is by what the database knows.`.replace('..', '.'));
      return kept;
    }
    throw new Failure(1, `ticket ${ticketId} is just being reopened; try again in a moment`);
  });
}

async function fromDatabase(
  { store }: Engine,
  ticketId: string,
  now: Instant,
  at: Instant,
): Promise<TicketExplained | undefined> {
  try {
    const kept = await store.store.load(ticketId);
    return kept ? explainTicket(kept.state, now, at) : undefined;
  } catch {
    // The engine's own answer says more to whoever asked than a second trouble.
    return undefined;
  }
}

/** @throws Failure, PolicyError */
export async function explainedByTimeline(
  ticketId: string,
  asked: Instant | undefined,
  file: string,
  policyFile: string | undefined,
  terminal: Terminal,
): Promise<TicketExplained> {
  const { policy, hash } = await loadPolicyFor(policyFile, terminal);
  const input = await readInput(file, terminal);
  const { events } = readTimeline(input, policy);
  const at = asked ?? Math.max(...events.map((event) => event.at));
  const { tickets } = simulate([...events.filter((event) => event.at <= at), { at, type: 'end' }], policy, hash);
  const ticket = tickets.find((one) => one.ticketId === ticketId);
  if (ticket) return explainTicket(ticket, at, at);
  throw new Failure(1, `${input.name}: there is no ticket ${ticketId} by ${iso(at)}`);
}

/** @throws Failure when there is no such rule */
export function onlyRule(explained: TicketExplained, name: string): TicketExplained {
  const rules = explained.rules.filter(({ rule }) => rule === name);
  if (rules.length > 0) return { ...explained, rules };
  const names = explained.rules.map(({ rule }) => rule);
  const meant = nearest(name, names);
  const help = meant === undefined ? `its rules are ${names.join(', ')}` : `did you mean ${meant}?`;
  throw new Failure(2, `--rule: the policy of the ticket has no rule ${JSON.stringify(name)}; ${help}`);
}

/** For people. */
export function explainedPage(explained: TicketExplained, colours: Terminal['colours']): string[] {
  const { ticketId, tier, status, at, rules } = explained;
  return [
    `${colours.bold(ticketId)}  ${tier}  ${status}  ${colours.dim(`at ${dateTime(at)}`)}`,
    ...rules.flatMap((rule) => [
      '',
      `${colours.bold(rule.rule)}  ${rule.to === null ? 'tells' : `to ${rule.to}`}  ${rule.verdict}`,
      ...ruleSentences(rule, explained, dateTime).map((sentence) => `  ${sentence}`),
    ]),
  ];
}

/** As `rung explain --json` prints it: instants as ISO-8601, and the sentences with each rule. */
export function serialized(explained: TicketExplained) {
  const rules = explained.rules.map((rule) => ({
    ...writtenRule(rule),
    sentences: ruleSentences(rule, explained, iso),
  }));
  return { ...explained, at: iso(explained.at), rules };
}

function writtenRule({ conditions, next, hold, last, ...rest }: RuleExplained) {
  return {
    ...rest,
    conditions: conditions.map(({ from, ...one }) =>
      from === undefined ? one : { ...one, from: from === null ? null : iso(from) },
    ),
    next: next === null ? null : iso(next),
    ...(hold && { hold: { ...hold, until: iso(hold.until) } }),
    ...(last && { last: { ...last, at: iso(last.at) } }),
  };
}
