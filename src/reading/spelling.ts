/** Which known name a misspelled one was probably meant to be. */

/** Among more names than these, none is looked for; there are 400 time zones. */
const MOST_COMPARED = 600;

/** The one known name nearest to `word`, undefined when none or several are near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length > MOST_COMPARED) return undefined;
  const plain = normal(word);
  const same = known.filter((name) => normal(name) === plain);
  if (same.length === 1) return same[0];
  if (plain.length > 64) return undefined;
  const near = known
    .flatMap((name) => {
      const most = Math.floor(Math.min(name.length, plain.length) / 3);
      const other = normal(name);
      // Each letter that one of them has more is an edit.
      const far = Math.abs(other.length - plain.length) > most ? Infinity : distance(plain, other);
      return far <= most ? [{ name, distance: far }] : [];
    })
    .sort((a, b) => a.distance - b.distance);
  return near.length > 1 && near[0]!.distance === near[1]!.distance ? undefined : near[0]?.name;
}

/**
 * Whether `word` is `name` written differently (`created_at` for `createdAt`), or with one slip of the pen if the name is long.
 * Closer than {@link nearest}: for places where words of others stand beside ours.
 */
export function isAlmost(word: string, name: string): boolean {
  const [given, known] = [normal(word), normal(name)];
  if (word === name) return false;
  if (given === known) return true;
  // A list beside a value (`sentimentScores`) is no slip.
  return known.length >= 8 && given.length <= 64 && given !== `${known}s` && distance(given, known) === 1;
}

/** `deEscalate`, `de-escalate` and `De_Escalate` are one word. */
function normal(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '');
}

/** Edits between two words; two letters that changed places are one. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity;
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, change, swap));
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
