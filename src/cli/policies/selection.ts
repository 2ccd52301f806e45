/** Which tickets `rung policy apply` is about, and which tier takes the place of which. */
import type { TierMap } from '../../domain/change/policy-change.js';
import type { Policy } from '../../domain/rules/policy.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { nearest } from '../../reading/spelling.js';
import { Failure } from '../failure.js';

const FIELDS = {
  tier: 'tier',
  customerTier: 'customerTier',
  status: 'status',
  priority: 'priority',
  group: 'assigneeGroup',
  policy: 'policyHash',
} as const satisfies Record<string, keyof TicketState>;

/** What a ticket has to be like: of each field one of the values. */
export type Selection = ReadonlyMap<keyof typeof FIELDS, readonly string[]>;

/** Reads `tier=L1,customerTier=gold`; a field that is there twice may have either value. @throws Failure */
export function readSelection(text: string | undefined): Selection {
  const selection = new Map<keyof typeof FIELDS, string[]>();
  for (const part of text === undefined ? [] : text.split(',')) {
    const [field, value] = pair(part, '--where', 'tier=L2,customerTier=gold');
    if (!Object.hasOwn(FIELDS, field)) {
      const names = Object.keys(FIELDS);
      const meant = nearest(field, names);
      const help = meant === undefined ? `the fields are ${names.join(', ')}` : `did you mean ${meant}?`;
      throw new Failure(2, `--where: there is no field ${JSON.stringify(field)}; ${help}`);
    }
    const name = field as keyof typeof FIELDS;
    selection.set(name, [...(selection.get(name) ?? []), value]);
  }
  return selection;
}

export function isSelected(ticket: TicketState, selection: Selection): boolean {
  return [...selection].every(([field, values]) => values.includes(ticket[FIELDS[field]]));
}

/** Reads `L3=experts` and the like. @throws Failure */
export function readTierMap(texts: readonly string[], { tiers }: Policy): TierMap {
  const map: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [from, to] = pair(part, '--map', 'L3=experts');
    const names = tiers.map(({ name }) => name);
    if (!names.includes(to)) {
      throw new Failure(2, `--map: the policy has no tier ${JSON.stringify(to)}; its ladder is ${names.join(', ')}`);
    }
    if (map[from] !== undefined && map[from] !== to) throw new Failure(2, `--map: ${from} is there twice`);
    map[from] = to;
  }
  return { ...map };
}

function pair(text: string, option: string, example: string): [string, string] {
  const [, left, right] = /^\s*([^=]+?)\s*=\s*(.+?)\s*$/.exec(text) ?? [];
  if (left !== undefined && right !== undefined) return [left, right];
  throw new Failure(2, `${option}: ${JSON.stringify(text)} is not of the form ${example}`);
}
