/** Words that docs/glossary.md has withdrawn do not come back, in what people read of the code: comments and messages. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { typescript, type SourceText } from '../architecture/sources.js';

const WITHDRAWN = /\b(overtak\w*|stale|stand-ins?|doubt\w*|suspects?|park(ed|s|ing)?|hearts?|normali[sz]\w*)\b/gi;

/** Texts that histories or settings hold, and so stay. */
const STORED = ['a write overtakes slow alerts', 'RUNG_ALERT_PARK'];

/** Comments, and strings that are more than a name. Stored names stand in backticks there. */
function proseOf({ path, text }: SourceText): string[] {
  const comments = [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm)].map(([comment]) => comment);
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (node.text.includes(' ')) strings.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return [...comments, ...strings].map((prose) => prose.replace(/`[^`]*`/g, ''));
}

function withdrawnWords(source: SourceText): string[] {
  return proseOf(source)
    .filter((prose) => !STORED.includes(prose))
    .flatMap((prose) => [...prose.matchAll(WITHDRAWN)].map(([word]) => `${source.path}: ${word}`));
}

describe('withdrawn words', () => {
  it('are in no comment and no message', () => {
    const files = ['src/', 'demo/', 'local-stack/'].flatMap(typescript);
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(withdrawnWords)).toEqual([]);
  });

  it.each([
    ['// the alert is parked', 1],
    ['/** A stale\n * or doubtful one. */', 2],
    ["throw new Error('this was overtaken by that')", 1],
    ['const text = `${name} is in doubt and ${why} suspect`', 2],
    ["const { doubts, parked } = entry; const state = 'suspect'", 0],
    ['/** How many are unconfirmed: `doubts` on the wire. */', 0],
    ["patched('a write overtakes slow alerts')", 0],
  ])('%s', (text, count) => {
    expect(withdrawnWords({ path: 'src/x.ts', text })).toHaveLength(count);
  });
});
