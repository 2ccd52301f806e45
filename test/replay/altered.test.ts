/** A change that would break tickets under way is caught by their histories, but for those that replay cannot see. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import '../support/runtime.js';
import { CAUGHT, type Alteration } from './alterations.js';
import { AlteredCopy } from './altered-copy.js';
import { recorded } from './histories.js';
import { replayedAll } from './replayed.js';
import { UNSEEN } from './unseen-alterations.js';

const HISTORIES = recorded();

/** Another command than the history's, or another end of the run. */
const CONTRADICTIONS = ['DeterminismViolationError', 'ReplayError'];

let copy: AlteredCopy;

beforeAll(async () => {
  copy = await AlteredCopy.create();
});
afterAll(() => copy.remove());

describe('replay catches', () => {
  test.each(CAUGHT)('$title', async (alteration) => {
    const errors = await replays(alteration);
    const names = errors.map((error) => error?.name ?? 'none');
    expect(
      names.filter((name) => CONTRADICTIONS.includes(name)),
      names.join(),
    ).not.toEqual([]);
  });
});

describe('replay does not see', () => {
  test.each(UNSEEN)('$title: $unseen', async (alteration) => {
    const errors = await replays(alteration);
    expect(errors.filter((error) => error !== undefined)).toEqual([]);
  });
});

test('an unaltered copy is replayed', async () => {
  const errors = await replayedAll(HISTORIES, await copy.bundle([]));
  expect(errors.filter((error) => error !== undefined)).toEqual([]);
});

/** What replay says of each history to a copy of the workflow in which one thing is different. */
async function replays({ histories, ...replacement }: Alteration): Promise<(Error | undefined)[]> {
  return replayedAll(histories.map(named), await copy.bundle([replacement]));
}

function named(name: string) {
  const found = HISTORIES.find((history) => history.name === name);
  if (!found) throw new Error(`there is no history ${name}`);
  return found;
}
