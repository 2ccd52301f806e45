/** Decisions on record: each has a number of its own, a status and a date. */
import { describe, expect, it } from 'vitest';
import { projectFiles, read } from '../architecture/sources.js';

const records = read(projectFiles().filter((path) => /^docs\/adr\/.*\.md$/.test(path)));
const numberOf = (path: string) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);

describe('decisions on record', () => {
  it('are there', () => {
    expect(records.length).toBeGreaterThan(15);
  });

  it('have a number each', () => {
    const numbers = records.map(({ path }) => numberOf(path));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it.each(records)('$path begins with its number, and has status and date', ({ path, text }) => {
    const [title, , status] = text.split('\n');
    expect(title).toMatch(new RegExp(`^# ${numberOf(path)}\\. \\S`));
    expect(status).toMatch(
      /^Status: (accepted, \d{4}-\d\d-\d\d|withdrawn, \d{4}-\d\d-\d\d \(accepted, \d{4}-\d\d-\d\d\))\./,
    );
  });
});
