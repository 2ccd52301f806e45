/** Who is told: targets, people, and whoever is on call. */
import { CHANNELS, CHANNEL_NAMES, type ChannelName } from '../../channels/definitions.js';
import { valueAt, type Path } from '../../reading/path.js';
import { isWrong, shown } from '../../reading/scalar.js';
import { nearest } from '../../reading/spelling.js';
import { isPlainName } from '../scalars.js';
import { misordered, readDateTime } from '../time/dates.js';
import { calendarName } from './conditions.js';
import { entries, keysOf, members, unknownName, unknownNames, type CheckFinding } from './finding.js';
import type { Names } from './names.js';

const ONE_OF = `one of ${CHANNEL_NAMES.join(', ')}`;

/** Each entry is one target on one channel, and each target stands once. */
export function targets(root: unknown, path: Path, names: Names): CheckFinding[] {
  const seen = new Set<string>();
  return entries(root, path).flatMap((entry): CheckFinding[] => {
    const value = valueAt(root, entry);
    const keys = keysOf(value);
    const given = CHANNEL_NAMES.filter((key) => keys?.includes(key));
    if (keys?.length === 0) return [{ path: entry, message: 'is empty', expected: ONE_OF }];
    if (given.length > 1) {
      return [{ path: entry, message: 'has two targets', expected: `one entry for ${given.join(', one for ')}` }];
    }
    if (keys && given.length === 0 && keys.every((key) => key === 'mention' || key === 'hours')) {
      return [{ path: entry, message: 'has no target', expected: ONE_OF }];
    }
    const mention = valueAt(value, ['mention']);
    const more = [
      ...calendarName(root, [...entry, 'hours'], names.calendars),
      ...unknownName(mention, [...entry, 'mention'], 'person or rotation', 'there are', whoIn(names)),
    ];
    return given.flatMap((key) => {
      const at = [...entry, key];
      const address = valueAt(value, [key]);
      // By the whole address: what is shown of it is shortened.
      const target = typeof address === 'string' ? `${key} ${CHANNELS[key].identity(address)}` : undefined;
      if (target !== undefined && seen.has(target)) {
        const message = `${key} ${shown(address)} is told already`;
        return [{ path: at, message, expected: 'each target once' }, ...more];
      }
      if (target !== undefined) seen.add(target);
      return [...who(root, at, key, names), ...more];
    });
  });
}

function whoIn({ people, rotations }: Names): string[] {
  return [...people, ...rotations];
}

/** A text that is no address of its channel has to be somebody who has one. */
function who(root: unknown, path: Path, channel: ChannelName, names: Names): CheckFinding[] {
  const name = valueAt(root, path);
  if (typeof name !== 'string') return [];
  if (names.people.includes(name)) return unreachable(root, path, name, channel);
  if (names.rotations.includes(name)) {
    const rotation = ['rotations', name];
    const all = [...entries(root, [...rotation, 'members']), ...overriders(root, rotation)].map((at) =>
      valueAt(root, at),
    );
    const [first] = [...new Set(all)].flatMap((member) =>
      typeof member === 'string' && names.people.includes(member) ? unreachable(root, path, member, channel) : [],
    );
    return first ? [first] : [];
  }
  const address = CHANNELS[channel].read(name);
  // What the form has said already is not said again.
  if (!isWrong(address) || !isPlainName(name)) return [];
  const meant = nearest(name, whoIn(names));
  if (meant === undefined) return [{ path, ...address }];
  return [{ path, message: `there is no person or rotation ${shown(name)}`, expected: `did you mean "${meant}"?` }];
}

function unreachable(root: unknown, path: Path, person: string, channel: string): CheckFinding[] {
  if (keysOf(valueAt(root, ['people', person]))?.includes(channel) !== false) return [];
  return [{ path, message: `${person} has no ${channel}`, expected: `add ${channel} to people.${person}` }];
}

function overriders(root: unknown, rotation: Path): Path[] {
  return entries(root, [...rotation, 'overrides']).map((entry) => [...entry, 'who']);
}

/** People have an address, rotations have members that exist, and no name is two things. */
export function staff(root: unknown, names: Names): CheckFinding[] {
  const { people } = names;
  const nobody = members(root, ['people']).flatMap((path) =>
    keysOf(valueAt(root, path))?.length === 0 ? [{ path, message: 'is empty', expected: ONE_OF }] : [],
  );
  const rotations = members(root, ['rotations']).flatMap((path) => [
    ...(people.includes(String(path.at(-1)))
      ? [{ path, message: `there is a person ${shown(path.at(-1))} already`, expected: 'each name once' }]
      : []),
    ...unknownNames(root, [...path, 'members'], 'person', 'there are', people),
    ...overriders(root, path).flatMap((at) => unknownName(valueAt(root, at), at, 'person', 'there are', people)),
    ...entries(root, [...path, 'overrides']).flatMap((entry) => span(root, entry)),
  ]);
  return [...nobody, ...rotations];
}

function span(root: unknown, entry: Path): CheckFinding[] {
  const read = (key: string) => readDateTime(valueAt(root, [...entry, key]));
  const [from, to] = [read('from'), read('to')];
  if (isWrong(from) || isWrong(to)) return [];
  const wrong = misordered(from.value, to.value);
  return wrong ? [{ path: [...entry, 'to'], ...wrong }] : [];
}
