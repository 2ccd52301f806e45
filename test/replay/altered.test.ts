/** A change that would break tickets under way is caught by their histories, but for those that replay cannot see. */
import { beforeAll, describe, expect, test } from 'vitest';
import '../support/runtime.js';
import { CAUGHT, type Alteration } from './alterations.js';
import { alteredBundle, type Replacement } from './altered-bundle.js';
import { recorded, type Recorded } from './histories.js';
import { replayedAll } from './replayed.js';
import { UNSEEN } from './unseen-alterations.js';

const HISTORIES = recorded();

/** Another command than the history's, or another end of the run. */
const CONTRADICTIONS = ['DeterminismViolationError', 'ReplayError'];

/** What replay says of each history, by the title of the alteration. */
const said = new Map<string, (Error | undefined)[]>();
const UNALTERED = 'an unaltered copy';

beforeAll(async () => {
  const alterations = [...CAUGHT, ...UNSEEN];
  const variants = new Map<string, Replacement[]>([['unaltered', []]]);
  alterations.forEach((alteration, i) => variants.set(`altered${i}`, [alteration]));
  const replays = [
    ...[...new Set(alterations.flatMap(({ histories }) => histories))].map((name) => ({
      title: UNALTERED,
      history: under('unaltered', named(name)),
    })),
    ...alterations.flatMap(({ title, histories }, i) =>
      histories.map((name) => ({ title, history: under(`altered${i}`, named(name)) })),
    ),
  ];
  const bundle = await alteredBundle(Object.fromEntries(variants));
  const errors = await replayedAll(
    replays.map(({ history }) => history),
    bundle,
  );
  replays.forEach(({ title }, i) => said.set(title, [...(said.get(title) ?? []), errors[i]]));
}, 240_000);

describe('replay catches', () => {
  test.each(CAUGHT)('$title', ({ title }: Alteration) => {
    const names = said.get(title)!.map((error) => error?.name ?? 'none');
    expect(
      names.filter((name) => CONTRADICTIONS.includes(name)),
      names.join(),
    ).not.toEqual([]);
  });
});

describe('replay does not see', () => {
  test.each(UNSEEN)('$title: $unseen', ({ title }: Alteration) => {
    expect(said.get(title)!.filter((error) => error !== undefined)).toEqual([]);
  });
});

test(`${UNALTERED} is replayed`, () => {
  expect(said.get(UNALTERED)!.filter((error) => error !== undefined)).toEqual([]);
});

function named(name: string): Recorded {
  const found = HISTORIES.find((history) => history.name === name);
  if (!found) throw new Error(`there is no history ${name}`);
  return found;
}

/** The history as if its workflow had been one of that name. */
function under(name: string, { workflowId, history: { events } }: Recorded) {
  const [started, ...others] = events;
  const attributes = { ...started!.workflowExecutionStartedEventAttributes!, workflowType: { name } };
  return {
    workflowId,
    history: { events: [{ ...started!, workflowExecutionStartedEventAttributes: attributes }, ...others] },
  };
}
