/** Statuses that look as if they ended the watch. */
import type { Policy } from '../../domain/rules/policy.js';
import { looksClosing } from '../../domain/ticket/closing.js';
import type { Path } from '../../reading/path.js';
import { shown } from '../../reading/scalar.js';
import { statedIn, type Warning } from './warning.js';

export function nearClosing(policy: Policy): Warning[] {
  const lists: { path: Path; statuses: string[] }[] = statedIn(policy).map(({ when, path }) => ({
    path: [...path, 'status'],
    statuses: when.status ?? [],
  }));
  for (const [name, clock] of Object.entries(policy.clocks ?? {})) {
    lists.push({ path: ['clocks', name, 'pause'], statuses: clock.pause ?? [] });
  }
  if (policy.autoClose) lists.push({ path: ['auto_close', 'status'], statuses: policy.autoClose.status });
  return lists.flatMap(({ path, statuses }) =>
    statuses.flatMap((status, i) =>
      looksClosing(status, policy)
        ? [
            {
              path: [...path, i],
              message: `${shown(status)} does not end the watch, though it looks as if it did`,
              expected: 'name it under closing_statuses if it is to',
            },
          ]
        : [],
    ),
  );
}
