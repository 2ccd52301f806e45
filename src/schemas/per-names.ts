/** Schemas are made once for each policy: making one takes longer than using it. */
import type { KnownNames } from './known-names.js';

export function perNames<T>(make: (names?: KnownNames) => T): (names?: KnownNames) => T {
  const made = new WeakMap<object, T>();
  const none = {};
  return (names) => {
    const key = names ?? none;
    const before = made.get(key);
    if (before !== undefined) return before;
    const schema = make(names);
    made.set(key, schema);
    return schema;
  };
}
