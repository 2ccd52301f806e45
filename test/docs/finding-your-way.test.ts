/** Each question of docs/finding-your-way.md is answered by two files at most; that they are there, links.test.ts holds. */
import { describe, expect, it } from 'vitest';
import { read } from '../architecture/sources.js';

const text = read(['docs/finding-your-way.md'])[0]!.text;
const answers = [...text.matchAll(/^\| ([^|]*\?) +\| (.*) \|$/gm)].map(([, question, files]) => ({
  question: question!,
  files: [...files!.matchAll(/\]\(\.\.\/(src\/[^)]*\.ts)\)/g)].map(([, file]) => file!),
}));

describe('finding your way', () => {
  it('has twenty questions and more', () => {
    expect(answers.length).toBeGreaterThanOrEqual(20);
  });

  it.each(answers)('$question', ({ files }) => {
    expect(files.length).toBeGreaterThanOrEqual(1);
    expect(files.length).toBeLessThanOrEqual(2);
    for (const source of read(files)) expect(source.text, `${source.path} says first what it holds`).toMatch(/^\/\*\*/);
  });
});
