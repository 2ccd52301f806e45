/** Words that docs/glossary.md has withdrawn do not come back: in comments, messages and the titles of tests, in names, and in documents. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { projectFiles, read, typescript, type SourceText } from '../architecture/sources.js';

const WITHDRAWN =
  /\b(overt[ao]\w*|stale|stand-ins?|doubt\w*|suspects?|park(ed|s|ing)?|settl\w*|hearts?|normali[sz]\w*)\b/gi;
/** The same as parts of names, and some that are no names though they are words. */
const IN_NAMES =
  /^(overt[ao]\w*|stale|doubt\w*|suspects?|park(ed|s|ing)?|settl\w*|hearts?|normali[sz]\w*|outside|notifications?)$/i;
const WHOLE_NAMES = /^(insteadOf|standIns?)$/i;

/** Most files have nothing of the kind, and need not be read as code. */
const ANYWHERE =
  /overt[ao]|stale|stand-?in|doubt|suspect|park(?!l)|settl|heart(?!beat)|normali[sz]|outside|notification|insteadOf/i;

/** Texts that histories or settings hold, and so stay. */
const STORED = ['a write overtakes slow alerts', 'RUNG_ALERT_PARK'];
/** Names that are stored or on a wire, and those of the language. */
const KEPT = new Set([
  ...['doubtful', 'doubts', 'insteadOf', 'parked', 'settled', 'settledAt', 'suspect', 'suspects'],
  ...['RUNG_ALERT_PARK', 'allSettled', 'normalize'],
]);

interface Read {
  /** Comments, and strings that are more than a name, but for what stands in backticks there. */
  prose: string[];
  names: string[];
}

function readSource({ path, text }: SourceText): Read {
  const comments = [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm)].map(([comment]) => comment);
  const strings: string[] = [];
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.push(node.text);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (node.text.includes(' ')) strings.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return { prose: [...comments, ...strings].map((prose) => prose.replace(/`[^`]*`/g, '')), names };
}

function withdrawnWords(source: SourceText): string[] {
  if (!ANYWHERE.test(source.text)) return [];
  const { prose, names } = readSource(source);
  const inNames = names.filter((name) => !KEPT.has(name) && isWithdrawn(name));
  return [...new Set([...prose.flatMap(inProse), ...inNames])].map((word) => `${source.path}: ${word}`);
}

function inProse(text: string): string[] {
  const own = STORED.reduce((rest, stored) => rest.replaceAll(stored, ''), text);
  return [...own.matchAll(WITHDRAWN)].map(([word]) => word);
}

/** Of a document, but for what is in backticks there. */
function inDocument({ path, text }: SourceText): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`]*`/g, '');
  return [...new Set(inProse(prose))].map((word) => `${path}: ${word}`);
}

/** `staleAt`, `MOST_DOUBTFUL`. */
function isWithdrawn(name: string): boolean {
  const parts = name.split(/_|(?<=[a-z0-9])(?=[A-Z])/);
  return WHOLE_NAMES.test(name) || parts.some((part) => IN_NAMES.test(part));
}

describe('withdrawn words', () => {
  it('are in no comment, no message and no name', () => {
    const own = 'test/docs/glossary.test.ts';
    const files = ['src/', 'demo/', 'local-stack/', 'bench/', 'test/'].flatMap(typescript);
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter(({ path }) => path !== own).flatMap(withdrawnWords)).toEqual([]);
  });

  it('are in no document but the glossary, and in nothing that people copy', () => {
    const written = projectFiles().filter((path) => /\.(?:md|ya?ml|mjs)$|^\.env\.example$|^Dockerfile$/.test(path));
    const documents = read(written).filter(({ path }) => path !== 'docs/glossary.md');
    expect(documents.length).toBeGreaterThan(50);
    expect(documents.flatMap(inDocument)).toEqual([]);
    expect(inDocument({ path: 'a.md', text: 'It is parked: `parked`.\n\n```\nparked\n```\n' })).toEqual([
      'a.md: parked',
    ]);
  });

  it.each([
    ['// the alert is parked', 1],
    ['/** A stale\n * or doubtful one. */', 2],
    ["throw new Error('this was overtaken by that')", 1],
    ['const text = `${name} is in doubt and ${why} suspect`', 2],
    ["const { doubts, parked } = entry; const state = 'suspect'", 0],
    ['/** How many are unconfirmed: `doubts` on the wire. */', 0],
    ["patched('a write overtakes slow alerts')", 0],
    ['const replace = "if (!patched(\'a write overtakes slow alerts\')) return 1;"', 0],
    ['const staleAt = 1; function settle() {}', 2],
    ['interface Outside {} class A { #isDoubtful = 1 }', 2],
    ['const heartbeat = heartRate; const insideOut = 1', 1],
    ['await Promise.allSettled(calls)', 0],
  ])('%s', (text, count) => {
    expect(withdrawnWords({ path: 'src/x.ts', text })).toHaveLength(count);
  });
});
