/** How much there has to be for a scenario to have shown something: so much of what the stories of its seed call for. */
import type { LoadedPolicy } from '../../src/policy/index.js';
import type { Finding } from './ledger/finding.js';
import { readRepeats } from './ledger/repeats.js';
import { callsFor, type CalledAlert, type CalledFor } from './tickets/called-for.js';
import type { Story } from './tickets/story.js';

/** From and to, in seconds from the beginning of the scenario. */
export type Span = readonly [from: number, to: number];

/** Of what has to come, the world may be late with the rest. */
const SHARE = 2 / 3;

export class Floor {
  private readonly onTime: readonly CalledFor[];

  /**
   * Changes of tier, messages that nothing supersedes too soon, times that a rule tells again, and acknowledgements that keep one from it, in the
   * worse of two cases: all on time, and all that falls into a pause met at its end.
   */
  readonly least: { transitions: number; messages: number; repeats: number; stopped: number };

  constructor(
    readonly stories: readonly Story[],
    policy: LoadedPolicy,
    pause: Span | readonly Span[] = [],
    /** See {@link Scenario.lasting}. */
    lasting = Infinity,
  ) {
    const { rules } = policy.policy;
    this.onTime = stories.map((story) => callsFor(story, policy));
    const pauses = spansOf(pause).map(([from, to]) => ({ from: from * 1000, to: to * 1000 }));
    const paused = pauses.length > 0 && stories.map((story) => callsFor(story, policy, pauses));
    const worse = (of: (called: readonly CalledFor[]) => number) =>
      Math.min(of(this.onTime), paused ? of(paused) : Infinity);
    this.least = {
      transitions: worse((all) => sum(all, ({ transitions }) => transitions.length)) * SHARE,
      messages:
        worse((all) => sum(all, ({ alerts }) => alerts.filter((alert) => lasts(alert, lasting)).length)) * SHARE,
      repeats: worse((all) => sum(all, ({ log }) => readRepeats(log, rules).repeats)) * SHARE,
      stopped: worse((all) => sum(all, ({ log }) => readRepeats(log, rules).stopped)) * SHARE,
    };
  }

  /** How many tickets are open from the first to the second. */
  open([from, to]: Span): number {
    return this.onTime.filter(({ turns }) => {
      const before = turns.filter((turn) => turn <= from * 1000).length;
      return before % 2 === 1 && turns.filter((turn) => turn <= to * 1000).length === before;
    }).length;
  }

  /** How many tickets hear or decide something in each of these times, while they are open. */
  stirred(...times: Span[]): number {
    return this.stories.filter(({ steps }, n) => {
      const { transitions, turns } = this.onTime[n]!;
      const end = turns.length % 2 === 0 ? turns.at(-1)! : Infinity;
      const moments = [turns[0]!, ...steps.map(({ after }) => after).filter((after) => after <= end), ...transitions];
      return times.every((time) => moments.some((moment) => within(moment, time)));
    }).length;
  }

  /** How many changes of tier there are in a time. */
  transitions(time: Span): number {
    return sum(this.onTime, ({ transitions }) => transitions.filter((at) => within(at, time)).length);
  }

  /** How many alerts there are in a time, to targets whose names begin so, that are true for so many seconds. */
  alerts(time: Span, target = '', trueFor = 0): number {
    return sum(this.onTime, ({ alerts }) => {
      const chosen = alerts.filter((alert) => within(alert.at, time) && alert.target.startsWith(target));
      return chosen.filter((alert) => lasts(alert, trueFor)).length;
    });
  }

  /** How many alerts of a time are superseded before that time is over. */
  superseded(time: Span): number {
    return sum(this.onTime, ({ alerts }) => {
      return alerts.filter(({ at, supersededAt }) => within(at, time) && within(supersededAt, time)).length;
    });
  }
}

export function spansOf(pause: Span | readonly Span[] = []): readonly Span[] {
  return typeof pause[0] === 'number' ? [pause as Span] : (pause as readonly Span[]);
}

/** A finding unless there were so many of what was called for; that nothing was called for is one too. */
export function tooLittle(seen: number, least: number, what: string): Finding[] {
  const floor = Math.ceil(least);
  if (floor > 0 && seen >= floor) return [];
  return [{ kind: 'too little', what: `${seen} ${what}, and there have to be ${floor > 0 ? floor : 'some'}` }];
}

/** Whether it tells where the ticket stands for so many seconds. */
export function lasts({ at, supersededAt }: CalledAlert, seconds: number): boolean {
  return supersededAt - at >= seconds * 1000;
}

function within(moment: number, [from, to]: Span): boolean {
  return from * 1000 <= moment && moment < to * 1000;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
