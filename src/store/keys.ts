/**
 * JSON values as sub-documents. Names of rules and targets become keys there, and a key with a dot or a leading `$`
 * is a path or an operator to some servers, so these characters are written as `%2E`, `%24` and `%25`. An array in an array, as
 * calendars have them, is a value that some servers do not take: it is written as `{ "%[]": [...] }`.
 */

export function encodeKeys(value: unknown): unknown {
  return mapKeys(value, encodeKey, (one) => (Array.isArray(one) ? { [ARRAY]: encodeKeys(one) } : encodeKeys(one)));
}

function encodeKey(key: string): string {
  return key.replace(/[%.]|^\$/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function decodeKeys(value: unknown): unknown {
  return mapKeys(value, decodeKey, (one) => {
    const array = typeof one === 'object' && one !== null && ARRAY in one ? one[ARRAY] : one;
    return decodeKeys(array);
  });
}

export function decodeKey(key: string): string {
  return key.replace(/%(25|2E|24)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** No encoded key of ours is like that. */
const ARRAY = '%[]';

function mapKeys(value: unknown, rename: (key: string) => string, inner: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => inner(one));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [rename(key), mapKeys(entry, rename, inner)]));
}
