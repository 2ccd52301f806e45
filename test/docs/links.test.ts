/** Links of the documents to files of the project, and to headings in them. */
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFiles, read, type SourceText } from '../architecture/sources.js';

const files = new Set(projectFiles());
const folders = new Set([...files].flatMap(foldersOf));
const documents = read([...files].filter((path) => path.endsWith('.md')));

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** The anchors that a Markdown page has, as GitHub makes them of its headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks({ path, text }: SourceText): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file, anchor] = link.split('#');
      const to = file === '' ? path : join(dirname(path), file!).replace(/\/$/, '');
      if (!files.has(to) && !folders.has(to)) return true;
      const page = to === path ? { text } : documents.find((one) => one.path === to);
      return anchor !== undefined && page !== undefined && !anchorsOf(page.text).includes(anchor);
    })
    .map((link) => `${path}: ${link}`);
}

describe('links of the documents', () => {
  it('lead somewhere', () => {
    expect(documents.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md']));
    expect(documents.flatMap(brokenLinks)).toEqual([]);
  });

  it.each([
    ['[a](docs/architecture.md) [b](src/domain) [c](src/domain/) [d](https://temporal.io)', 0],
    ['# One `two`, three\n\n[a](#one-two-three)', 0],
    ['[a](docs/nothing.md)', 1],
    ['[a](docs/architecture.md#nothing)', 1],
    ['`[a](nothing.md)`\n\n```\n[b](nothing.md)\n```', 0],
  ])('%j', (text, count) => {
    expect(brokenLinks({ path: 'README.md', text })).toHaveLength(count);
  });
});
