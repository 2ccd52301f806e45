/** A mapping waits only where it has to. */
import { createHook } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { loadMappings } from '../../../src/intake/mapping/folder.js';
import { tell } from '../../../src/intake/mapping/run.js';
import { stepByStep, type Steps } from '../../../src/intake/mapping/steps.js';

describe('steps', () => {
  it('get what they wait for, in order', async () => {
    function* inner(n: number): Steps<number> {
      return ((yield Promise.resolve(n)) as number) + 1;
    }
    function* all(): Steps<number[]> {
      return [yield* inner(1), yield* inner(10), 5];
    }
    expect(await stepByStep(all())).toEqual([2, 11, 5]);
  });

  it('can catch what a promise rejects with, and go on', async () => {
    function* caught(): Steps<string> {
      try {
        return String(yield Promise.reject(new Error('away')));
      } catch (error) {
        return `${(error as Error).message}, ${String(yield Promise.resolve('and on'))}`;
      }
    }
    expect(await stepByStep(caught())).toBe('away, and on');
  });

  it('fail with what they do not catch, whether thrown at once or waited for', async () => {
    function* thrown(): Steps<void> {
      throw new Error('at once');
    }
    function* waited(): Steps<void> {
      yield Promise.reject(new Error('later'));
    }
    await expect(stepByStep(thrown())).rejects.toThrow('at once');
    await expect(stepByStep(waited())).rejects.toThrow('later');
  });
});

it('the expressions of an ordinary delivery make no promise of their own', async () => {
  const mapping = (await loadMappings()).find(({ name }) => name === 'standard-webhooks')!;
  const reply = { id: 'r-1', author: 'agent', public: true };
  const said = { type: 'ticket.replied', timestamp: '2026-11-30T08:00:00Z', data: { ticket: { id: '7' }, reply } };
  const body = Buffer.from(JSON.stringify(said));
  let promises = 0;
  const counting = createHook({ init: (_id, type) => void (type === 'PROMISE' && promises++) });
  const under = { headers: { 'webhook-id': 'd-1' }, body, receivedAt: Date.parse('2026-11-30T08:00:01Z') };
  counting.enable();
  const telling = tell(mapping, under);
  counting.disable();
  expect((await telling).facts).toMatchObject([{ type: 'agent_replied', ticketId: 'standard-webhooks/7' }]);
  // Its expressions are more than thirty.
  expect(promises).toBeLessThan(10);
});
