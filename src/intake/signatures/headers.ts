/** The headers of a delivery: names in any case, each that matters there once. */

/**
 * Headers as they came: pairs in their order, or by name, a list where a name came more than once. Of a request of Node's they
 * are the pairs of `rawHeaders`: `headers` joins some that came twice and drops others.
 */
export type Headers =
  Iterable<readonly [name: string, value: string]> | Readonly<Record<string, string | readonly string[] | undefined>>;

export type Header = { value: string } | 'missing' | 'duplicate';

/** What a header says. One that came twice says nothing: two readers might each take another. */
export function oneHeader(headers: Headers, name: string): Header {
  const values = allHeaders(headers).filter(([given]) => given === name.toLowerCase());
  if (values.length > 1) return 'duplicate';
  return values.length === 0 ? 'missing' : { value: values[0]![1] };
}

/** Each header once, by its name in lower case; those that came twice are left out. Has no prototype. */
export function headersByName(headers: Headers): Record<string, string> {
  const found = Object.create(null) as Record<string, string>;
  const twice: string[] = [];
  for (const [name, value] of allHeaders(headers)) {
    if (name in found) twice.push(name);
    else found[name] = value;
  }
  for (const name of twice) delete found[name];
  return found;
}

function allHeaders(headers: Headers): [name: string, value: string][] {
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return pairs.flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : [...(values ?? [])]).map((value): [string, string] => [
      name.toLowerCase(),
      value,
    ]),
  );
}
