/** The story that is told: its facts, and what the engine is expected to decide. */
import { join } from 'node:path';
import type { Policy } from '../src/domain/rules/policy.js';
import { simulate, type TimelineEvent } from '../src/domain/simulation/timeline.js';
import { decisionLine, type DecisionLine } from '../src/domain/ticket/view.js';
import { readInput } from '../src/cli/input.js';
import { PACKAGE_FOLDER } from '../src/cli/package.js';
import type { Terminal } from '../src/cli/terminal.js';
import { readTimeline } from '../src/cli/timeline-file.js';

export type StoryEvent = Exclude<TimelineEvent, { type: 'end' } | { asked: unknown }>;

export type FactEvent = Extract<TimelineEvent, { fact: unknown }>;

export interface Script {
  begins: number;
  /** The instant after which nothing is told any more. */
  ends: number;
  /** In the order they are told. */
  events: StoryEvent[];
  ticketIds: string[];
  /** By ticket id, what `rung simulate` says of the same story. */
  expected: Map<string, DecisionLine[]>;
}

export async function readScript(policy: Policy, policyHash: string, terminal: Terminal): Promise<Script> {
  const { events } = readTimeline(await readInput(join(PACKAGE_FOLDER, 'examples/story.jsonl'), terminal), policy);
  const told = events.filter((event): event is StoryEvent => !('type' in event && event.type === 'end'));
  const { decisions } = simulate(events, policy, policyHash);
  const ticketIds = [...new Set(told.map(ticketIdIn))].sort();
  const expected = new Map(
    ticketIds.map((id) => [id, decisions.filter(({ ticketId }) => ticketId === id).map(decisionLine)]),
  );
  const instants = events.map(({ at }) => at);
  return { begins: Math.min(...instants), ends: Math.max(...instants), events: told, ticketIds, expected };
}

export function ticketIdIn(event: StoryEvent): string {
  return 'fact' in event ? event.ticketId : event.ticket.ticketId;
}
