/**
 * JSON values as sub-documents. Names of rules and targets become keys there, and a key with a dot or a leading `$`
 * is a path or an operator to some servers, so these characters are written as `%2E`, `%24` and `%25`.
 */

export function encodeKeys(value: unknown): unknown {
  return mapKeys(value, (key) => key.replace(/[%.]|^\$/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
}

export function decodeKeys(value: unknown): unknown {
  return mapKeys(value, (key) =>
    key.replace(/%(25|2E|24)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  );
}

function mapKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((entry) => mapKeys(entry, rename));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [rename(key), mapKeys(entry, rename)]));
}
