/** The text of bytes that should be UTF-8. */

export type Utf8 = { text: string } | { wrong: string };

/** The text, without a byte order mark, or what the bytes are instead: `is UTF-16 text`. */
export function readUtf8(bytes: Uint8Array): Utf8 {
  if (isUtf16(bytes)) return { wrong: 'is UTF-16 text' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { wrong: 'is not UTF-8 text' };
  }
}

/** By its byte order mark, or by the nought that every other byte of two plain letters is: to UTF-8 those would be letters too. */
export function isUtf16(bytes: Uint8Array): boolean {
  if (bytes.length % 2 !== 0) return false;
  const [a, b, c, d] = bytes;
  const mark = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  return mark || (!!a && b === 0 && !!c && d === 0) || (a === 0 && !!b && c === 0 && !!d);
}
