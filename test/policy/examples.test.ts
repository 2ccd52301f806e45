/** The worked examples: each policy checks without a warning, names its schema, and decides over its timeline what is written beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTimeline } from '../../src/cli/timeline-file.js';
import { parsePolicy, simulate } from '../../src/policy/index.js';
import { openHolidayBook } from '../../src/policy/time/holidays.js';
import { parseDate } from '../../src/domain/time/local.js';

const FOLDER = 'policies';
const TIMELINES = join(FOLDER, 'timelines');
const names = (folder: string, ending: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));

/** Time zones are looked up from two years before this day. */
const DAY = parseDate('2026-02-01')!;
const book = await openHolidayBook();
const read = (name: string) => {
  const file = join(FOLDER, `${name}.yaml`);
  return parsePolicy(readFileSync(file, 'utf8'), file, DAY, book);
};

describe.each(names(FOLDER, '.yaml'))('policies/%s.yaml', (name) => {
  it('says nothing that it can hardly mean', () => {
    expect(read(name).warnings).toEqual([]);
  });

  it('names its schema in the first line, for editors', () => {
    const [first] = readFileSync(join(FOLDER, `${name}.yaml`), 'utf8').split('\n');
    const [, path] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first!)!;
    const schema = JSON.parse(readFileSync(join(FOLDER, path!), 'utf8')) as { title: string };
    expect(schema.title).toBe('Policy');
  });

  it('is told of in the list of policies', () => {
    expect(readFileSync(join(FOLDER, 'README.md'), 'utf8')).toContain(`(${name}.yaml)`);
  });
});

describe('over its timeline', () => {
  const withTimeline = names(TIMELINES, '.decisions.jsonl');

  it('there are as many timelines as decisions', () => {
    expect(withTimeline).toHaveLength(6);
    expect(names(TIMELINES, '.jsonl').filter((name) => !name.endsWith('.decisions'))).toEqual(withTimeline);
  });

  it.each(withTimeline)('%s decides what is written beside it', (name) => {
    const loaded = read(name);
    const file = join(TIMELINES, `${name}.jsonl`);
    const { events } = readTimeline({ name: file, text: readFileSync(file, 'utf8') }, loaded.policy);
    const { decisions, refused } = simulate(loaded, events);
    const expected = readFileSync(join(TIMELINES, `${name}.decisions.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(decisions.map((decision) => JSON.stringify(decision))).toEqual(expected);
    expect(refused).toEqual([]);
  });
});
