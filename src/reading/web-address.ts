/** Web addresses in settings. They may carry a password, so no message repeats what was given. */
import type { Wrong } from './scalar.js';

/** A URL without blanks in it; undefined when it is none. */
export function urlFrom(text: string): URL | undefined {
  return URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined;
}

/** The base of other addresses: `http` or `https`, without user, query and fragment. @param example for what would be right */
export function webUrl(text: string, example: string): URL | Wrong {
  const url = urlFrom(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return { message: 'is not a web address', expected: `an address such as ${example}` };
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { message: 'has more than a base address', expected: `no user, "?" or "#", such as ${example}` };
  }
  return url;
}
