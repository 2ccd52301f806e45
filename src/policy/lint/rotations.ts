/** Rotations that nobody asks, that have not begun, or whose overrides do nothing. */
import type { Policy, Target } from '../../domain/rules/policy.js';
import { parseDateTime } from '../../domain/time/local.js';
import type { Override, Rotation } from '../../domain/time/rotation.js';
import type { Warning } from './warning.js';

const MINUTES_A_DAY = 1440;

export function rotations(policy: Policy): Warning[] {
  const asked = new Set(
    [...policy.tiers.flatMap(({ notify }) => notify), ...policy.rules.flatMap(targetsOf)].flatMap(
      ({ onCall, mention }) => [onCall, mention],
    ),
  );
  const today = policy.pinned?.day ?? 0;
  return Object.entries(policy.rotations ?? {}).flatMap(([name, rotation]) => {
    const warnings = [...gapAhead(name, rotation, today), ...covered(name, rotation)];
    if (asked.has(name)) return warnings;
    const expected = `a target such as { slack: ${name} }, or leave it out`;
    return [{ path: ['rotations', name], message: `nobody asks who is on call in ${name}`, expected }, ...warnings];
  });
}

function targetsOf({ notify }: { notify?: 'here' | Target[] }): Target[] {
  return Array.isArray(notify) ? notify : [];
}

/** Until its first turn begins nobody takes over from anybody; one that begins within a turn is only being planned. */
function gapAhead(name: string, { from, every, members }: Rotation, today: number): Warning[] {
  const turn = 'days' in every ? every.days * MINUTES_A_DAY : every.hours * 60;
  if (parseDateTime(from)! <= (today + 1) * MINUTES_A_DAY + turn) return [];
  return [
    {
      path: ['rotations', name, 'from'],
      message: `there is a gap until the first turn begins: until then ${members[0]} is always on call`,
      expected: 'the begin of a turn that is over, or of the one that runs',
    },
  ];
}

/** The last of several overrides of an instant counts. */
function covered(name: string, { overrides }: Rotation): Warning[] {
  const covers = (one: Override, other: Override) =>
    parseDateTime(one.from)! <= parseDateTime(other.from)! && parseDateTime(other.to)! <= parseDateTime(one.to)!;
  return overrides.flatMap((override, i) =>
    overrides.slice(i + 1).some((later) => covers(later, override))
      ? [
          {
            path: ['rotations', name, 'overrides', i],
            message: `${override.who} is never on call by this: a later override has all of it`,
            expected: 'put it behind that one, or leave it out',
          },
        ]
      : [],
  );
}
