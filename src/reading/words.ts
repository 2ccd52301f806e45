/** Words of a ticket (a status, a priority, a group) as a policy spells them: nothing invisible, single blanks, none around. */

/** Zero-width characters, marks of direction and of byte order, soft hyphens, fillers. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** What most words are: they need nothing. */
const TIDY = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** The word without what cannot be seen. */
export function tidied(word: string): string {
  if (TIDY.test(word)) return word;
  return word
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/\p{Z}+/gu, ' ')
    .trim();
}

/** The word as one of the known names spells it, if it is that but for case and what cannot be seen; else {@link tidied}. */
export function folded(word: string, known: readonly string[]): string {
  if (known.includes(word)) return word;
  const tidy = tidied(word);
  if (known.includes(tidy)) return tidy;
  const same = known.filter((name) => sameWord(name, tidy));
  return same.length === 1 ? same[0]! : tidy;
}

/** Whether two words are one but for case and what cannot be seen. */
export function sameWord(a: string, b: string): boolean {
  return tidied(a).toLowerCase() === tidied(b).toLowerCase();
}

/** With a capital at its beginning, as a sentence has it. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
