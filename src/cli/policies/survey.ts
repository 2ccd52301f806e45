/** What moving tickets to another policy would change, for how many of them. */
import type { Moved, Preview } from '../../domain/change/preview.js';
import { CLOCKS, type ClockName } from '../../domain/rules/policy.js';
import { section } from '../table.js';
import { counted } from '../words/count.js';

/** How many deadlines are another one afterwards. */
export interface Shifts {
  earlier: number;
  later: number;
  /** There was none before, and there is none afterwards. */
  begins: number;
  ends: number;
}

/** As `rung policy apply --json` prints it. */
export interface MoveSurvey {
  /** Open tickets that were asked for and are under the policy already. */
  already: number;
  /** Those that would be moved. */
  tickets: number;
  /** Content hashes of the policies that they have, each with how many. */
  from: Record<string, number>;
  /** By tier: how many stand there, and where they go. */
  tiers: Record<string, Record<string, number>>;
  /** By clock, and `next` for whatever happens next by itself. */
  deadlines: Partial<Record<ClockName | 'next', Shifts>>;
  /** Rules that would fire at once, with the tiers that they lead to or tell. */
  fires: { rule: string; to: string; escalates: boolean; tickets: number }[];
  closes: number;
  /** By tier that the policy lacks: how many stand on it or came from it. */
  missing: Record<string, number>;
}

export class Surveyor {
  readonly survey: MoveSurvey = {
    ...{ already: 0, tickets: 0, from: {}, tiers: {}, deadlines: {} },
    ...{ fires: [], closes: 0, missing: {} },
  };

  /** @param policyHash of the policy that the ticket has */
  add({ tier, tierAfter, missing, due, next, fires, closes }: Preview, policyHash: string): void {
    const { survey } = this;
    survey.tickets++;
    count(survey.from, policyHash);
    for (const name of missing) count(survey.missing, name);
    if (missing.length > 0) return;
    count((survey.tiers[tier] ??= {}), tierAfter);
    for (const name of CLOCKS) this.shift(name, due[name]);
    this.shift('next', next);
    if (closes) survey.closes++;
    for (const fire of fires) {
      const same = ({ rule, to }: { rule: string; to: string }) => rule === fire.rule && to === fire.to;
      const known = survey.fires.find(same);
      if (known) known.tickets++;
      else survey.fires.push({ ...fire, tickets: 1 });
    }
  }

  private shift(name: ClockName | 'next', moved: Moved | undefined): void {
    if (!moved) return;
    const shifts = (this.survey.deadlines[name] ??= { earlier: 0, later: 0, begins: 0, ends: 0 });
    if (moved.from === null) shifts.begins++;
    else if (moved.to === null) shifts.ends++;
    else if (moved.to < moved.from) shifts.earlier++;
    else shifts.later++;
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** For people. @param ladder names of the tiers of the new policy @param quiet nothing fires at once */
export function surveyLines(survey: MoveSurvey, hash: string, quiet: boolean): string[] {
  const { tickets, already, from, tiers, deadlines, fires, closes } = survey;
  const before = Object.entries(from).map(([policy, n]) => `${n} under ${policy}`);
  return [
    `${counted(tickets, 'open ticket')} to move to policy ${hash}${before.length > 0 ? ` (${before.join(', ')})` : ''}` +
      (already > 0 ? `; ${already} under it already` : ''),
    ...section(
      'Tiers',
      Object.entries(tiers).flatMap(([tier, there]) => tierRows(tier, there)),
    ),
    ...section(
      'Deadlines that move',
      [...CLOCKS, 'next' as const].flatMap((name) => {
        const shifts = deadlines[name];
        return shifts ? [[name === 'next' ? 'what comes next' : name.replace('_', ' '), shiftWords(shifts)]] : [];
      }),
    ),
    ...section(quiet ? 'Taken for done, as nobody is to be told' : 'At once', [
      ...fires.map(({ rule, to, escalates, tickets: n }) => [
        rule,
        escalates ? `to ${to}` : `tells (at ${to})`,
        counted(n, 'ticket'),
      ]),
      ...(closes > 0 ? [['closed', '', counted(closes, 'ticket')]] : []),
    ]),
  ];
}

function tierRows(tier: string, there: Record<string, number>): string[][] {
  return Object.entries(there).map(([to, n]) => [tier, counted(n, 'ticket'), to === tier ? '' : `to ${to}`]);
}

function shiftWords({ earlier, later, begins, ends }: Shifts): string {
  const parts = [
    [earlier, 'earlier'],
    [later, 'later'],
    [begins, 'new'],
    [ends, 'gone'],
  ] as const;
  return parts.flatMap(([n, words]) => (n > 0 ? [`${n} ${words}`] : [])).join(', ');
}
