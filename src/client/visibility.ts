/** The text of queries to Temporal's visibility. */

/** A text as a value of a query. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
