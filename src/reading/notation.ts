/** Mistakes of the YAML notation, in the words of somebody who wants to write a policy. */
import { isAlias, isMap, isScalar, isSeq, visit, type Document, type ErrorCode, type YAMLError } from 'yaml';
import type { Behind } from './aliases.js';

export interface Mistake {
  offset: number;
  message: string;
  expected: string;
}

/** What is said instead of the parser's words; absent texts are the parser's. */
const WORDS: Partial<Record<ErrorCode, { message?: string; expected: string }>> = {
  DUPLICATE_KEY: { message: 'this key is there twice', expected: 'keep one of them' },
  TAB_AS_INDENT: { expected: 'indent with spaces' },
  TAG_RESOLVE_FAILED: { expected: 'leave the tag out' },
  BAD_SCALAR_START: { expected: 'put the text in quotes' },
  MULTILINE_IMPLICIT_KEY: {
    message: 'this is read as a key that goes on over the line',
    expected: 'is its ":" missing?',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a key and a value too many on this line',
    expected: 'is a line break, a "{" or a quote missing?',
  },
  UNEXPECTED_TOKEN: {
    message: 'from here on this is no part of what is above',
    expected: 'is it indented like its neighbours?',
  },
};

/** Each of these stands for itself; the others are often one mistake seen again and again. */
const INDEPENDENT: readonly ErrorCode[] = ['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED', 'BAD_SCALAR_START'];

/** What the parser objects to, without the avalanche that one missing sign sets off. */
export function yamlMistakes(document: Document, lineOf: (offset: number) => number): Mistake[] {
  const linesTold = new Set<number>();
  let astray = false;
  return [...document.errors, ...document.warnings]
    .sort((a, b) => a.pos[0] - b.pos[0])
    .filter(({ code, pos }) => {
      if (INDEPENDENT.includes(code)) return true;
      const line = lineOf(pos[0]);
      if (astray || linesTold.has(line)) return false;
      linesTold.add(line);
      astray = code === 'UNEXPECTED_TOKEN';
      return true;
    })
    .map((error) => ({ offset: error.pos[0], message: plainly(error), expected: WORDS[error.code]?.expected ?? '' }));
}

/** One sentence about what a parser threw or reported. */
export function plainly(error: unknown): string {
  const { code, message } = error as Partial<YAMLError>;
  const words = code && WORDS[code]?.message;
  if (words) return words;
  const text = String(message ?? error);
  if (/call stack/.test(text)) return 'it is nested too deeply';
  if (/^Flow (map|sequence) in block collection/.test(text)) {
    return `this ${text.startsWith('Flow map') ? '{ group' : '[ list'} is not closed before here, or not indented`;
  }
  const sentence = text.trim().replace(/\.$/, '');
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** `key: #name` without quotes is a comment, and the parser's complaints that follow from it do not say so. */
export function unquotedNames(text: string): Mistake[] {
  return [...text.matchAll(/^[^#\n]*\b\w+:[ \t]+(#[\w-]+)/gm)].map((match) => ({
    offset: match.index + match[0].length - match[1]!.length,
    message: 'here # starts a comment',
    expected: `write "${match[1]}", in quotes`,
  }));
}

export function badAliases(document: Document, behind: Behind): Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Alias(_key, alias, ancestors) {
      const offset = alias.range?.[0] ?? 0;
      const target = behind(alias);
      if (!target) {
        mistakes.push({
          offset,
          message: `there is no anchor &${alias.source} before this`,
          expected: 'define it first',
        });
      } else if (ancestors.includes(target)) {
        mistakes.push({ offset, message: `*${alias.source} stands inside itself`, expected: 'leave it out' });
      }
    },
  });
  return mistakes;
}

/** What stands behind `<<` has to be a group of keys, by itself or behind an alias, or a list of such. */
export function badMerges(document: Document, behind: Behind): Mistake[] {
  const mistakes: Mistake[] = [];
  const check = (node: unknown, offset: number) => {
    const source = isAlias(node) ? behind(node) : node;
    if (isMap(source) || source === undefined) return;
    const at = (node as { range?: [number, number, number] } | null)?.range?.[0] ?? offset;
    mistakes.push({
      offset: at,
      message: 'only a group of keys can be merged with <<',
      expected: 'write <<: *name, &name standing before such a group',
    });
  };
  visit(document, {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.source !== '<<' || key.type !== 'PLAIN') return;
      const offset = key.range?.[0] ?? 0;
      if (isSeq(value)) for (const one of value.items) check(one, offset);
      else check(value, offset);
    },
  });
  return mistakes;
}
