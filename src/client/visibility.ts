/** The text of queries to Temporal's visibility. */

/** A text as a value of a query. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * SQL visibility writes these characters into its own query with a backslash before them, which SQLite and PostgreSQL take for one
 * of the text's (`sqlparser`, server 1.29): no query finds such a text.
 */
// eslint-disable-next-line no-control-regex
const ESCAPED = /[\0\b\n\r\t\x1a"\\]/;

/** Whether a query can find a text. */
export function canBeQueried(text: string): boolean {
  return !ESCAPED.test(text);
}
