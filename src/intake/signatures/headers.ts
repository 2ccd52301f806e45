/** The headers of a delivery: names in any case, each that matters there once. */

/**
 * Headers as they came: pairs in their order, or by name, a list where a name came more than once. Of a request of Node's they
 * are the pairs of `rawHeaders`: `headers` joins some that came twice and drops others.
 */
export type Headers = Iterable<readonly [name: string, value: string]> | Readonly<Record<string, Values>>;

type Values = string | readonly string[] | undefined;

export type Header = { value: string } | 'missing' | 'duplicate';

/** What a header says. One that came twice says nothing: two readers might each take another. */
export function oneHeader(headers: Headers, name: string): Header {
  const wanted = name.toLowerCase();
  let found: string | undefined;
  for (const [given, values] of pairsIn(headers)) {
    if (given.toLowerCase() !== wanted) continue;
    for (const value of listed(values)) {
      if (found !== undefined) return 'duplicate';
      found = value;
    }
  }
  return found === undefined ? 'missing' : { value: found };
}

/** Each header once, by its name in lower case; those that came twice are left out. Has no prototype. */
export function headersByName(headers: Headers): Record<string, string> {
  const found = Object.create(null) as Record<string, string>;
  const twice: string[] = [];
  for (const [given, values] of pairsIn(headers)) {
    const name = given.toLowerCase();
    for (const value of listed(values)) {
      if (name in found) twice.push(name);
      else found[name] = value;
    }
  }
  for (const name of twice) delete found[name];
  return found;
}

function pairsIn(headers: Headers): Iterable<readonly [name: string, values: Values]> {
  return Symbol.iterator in headers ? headers : Object.entries(headers);
}

function listed(values: Values): readonly string[] {
  return typeof values === 'string' ? [values] : (values ?? []);
}
