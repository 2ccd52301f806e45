/** Words of a help desk in the form that rules are written in. */
import type { Mapping } from './load.js';

const LONGEST = 100;

/** One line without marks that nobody sees; undefined when nothing is left, or too much. */
export function line(value: unknown, longest = LONGEST): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value)
    .replace(/[\p{C}\s]+/gu, (marks) => (/\s/.test(marks) ? ' ' : ''))
    .trim();
  return text === '' || text.length > longest ? undefined : text;
}

/** Whether a text is a template's placeholder that its help desk did not know, such as `{{ticket.stauts}}`. */
export function isPlaceholder(text: string): boolean {
  return /\{\{|\{%/.test(text);
}

/** What is said of one. */
export const NOT_FILLED_IN = 'it is a placeholder that was not filled in';

/** How words are compared: case, blanks around them and kinds of blanks do not matter. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

export type ValueTable = keyof Mapping['values'];

/** What a word of the source is called here, which may be the word itself; undefined when the table knows neither it nor `*`. */
export function fromTable(mapping: Mapping, name: ValueTable, word: string): string | undefined {
  const table = Object.entries(mapping.values[name] ?? {});
  const find = (key: string) => table.find(([one]) => folded(one) === key)?.[1];
  const ours = table.find(([, one]) => folded(one) === folded(word))?.[1];
  return find(folded(word)) ?? ours ?? find('*');
}

/** `On Hold` as `on_hold`. */
export function asName(text: string): string {
  return folded(text).replace(/[\s-]+/g, '_');
}
