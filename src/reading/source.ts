/** A policy file as YAML: its plain value, and where in the text each value stands. */
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { Document, Pair, YAMLMap } from 'yaml';
import { aliasesIn, type Behind } from './aliases.js';
import { badAliases, badMerges, plainly, unquotedNames, yamlMistakes, type Mistake } from './notation.js';
import type { Path } from './path.js';
import { inOrder, PolicyError, type Problem } from './problems.js';

export interface Position {
  line: number;
  column: number;
}

export interface Source {
  file: string;
  value: unknown;
  /** Where the value at `path` stands; where it is missing, the place that should have it. */
  valuePosition(path: Path): Position;
  /** Where the key at the end of `path` stands. */
  keyPosition(path: Path): Position;
}

/** Reads YAML. @throws PolicyError with every mistake of the notation itself. */
export function readSource(given: string, file: string): Source {
  // A lone carriage return ends a line too, for YAML; places are counted by line feeds.
  const text = given.replace(/^\uFEFF/, '').replace(/\r(?!\n)/g, '\n');
  const position = positionsIn(text);
  const failure = (mistakes: Mistake[], cause?: unknown) =>
    new PolicyError(
      inOrder(
        mistakes.map(({ offset, message, expected }): Problem => {
          return { file, ...position(offset), path: '', message, expected };
        }),
      ),
      { cause },
    );
  const empty = { offset: 0, message: 'the file is empty', expected: 'start from policies/default.yaml' };

  let documents: Document[];
  try {
    documents = [...parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent', merge: true })];
  } catch (cause) {
    throw failure([{ offset: 0, message: `this is not readable YAML: ${plainly(cause)}`, expected: '' }], cause);
  }
  const [document, second] = documents;
  if (!document) throw failure([empty]);
  const mistakes = documents.flatMap((one) => yamlMistakes(one, (offset) => position(offset).line));
  if (second) {
    const offset = second.range?.[0] ?? 0;
    mistakes.push({
      offset,
      message: 'a second document starts here',
      expected: 'one policy in a file; take out the "---"',
    });
  }
  if (mistakes.length > 0) mistakes.push(...unquotedNames(text));
  const behind = aliasesIn(document);
  mistakes.push(...badAliases(document, behind), ...badMerges(document, behind));
  if (mistakes.length > 0) throw failure(mistakes);
  if (isScalar(document.contents) ? document.contents.value === null : document.contents === null)
    throw failure([empty]);

  let value: unknown;
  try {
    value = document.toJS();
  } catch (cause) {
    throw failure([{ offset: 0, message: `this is not usable YAML: ${plainly(cause)}`, expected: '' }], cause);
  }
  const start = (node: unknown): Position => position((isNode(node) && node.range?.[0]) || 0);
  return {
    file,
    value,
    valuePosition: (path) => start(walk(document, behind, path).value),
    keyPosition: (path) => {
      const { key, value: node } = walk(document, behind, path);
      return start(key ?? node);
    },
  };
}

/** Line and column of an offset. The parser's own count goes astray where its lexer looks ahead over a line's end. */
function positionsIn(text: string): (offset: number) => Position {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

/** The key and the value at the end of a path, or the last ones that are there. */
function walk(document: Document, behind: Behind, path: Path): { key?: unknown; value: unknown } {
  let key: unknown;
  let value: unknown = document.contents;
  for (const step of path) {
    const parent = isAlias(value) ? behind(value) : value;
    if (isMap(parent)) {
      const pair = pairOf(behind, parent, String(step));
      if (!pair) break;
      key = pair.key;
      value = pair.value ?? pair.key;
    } else if (isSeq(parent) && typeof step === 'number' && parent.items[step] !== undefined) {
      key = undefined;
      value = parent.items[step];
      if (isPair(value)) value = value.key;
    } else break;
  }
  return { key, value };
}

/** The pair of a key, also of one that came in through `<<`. */
function pairOf(behind: Behind, map: YAMLMap, name: string): Pair | undefined {
  const own = map.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === name);
  if (own) return own;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || key.source !== '<<') continue;
    for (const source of isSeq(value) ? value.items : [value]) {
      const merged = isAlias(source) ? behind(source) : source;
      const pair = isMap(merged) ? pairOf(behind, merged, name) : undefined;
      if (pair) return pair;
    }
  }
  return undefined;
}
