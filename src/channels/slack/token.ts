/** Where Slack's token comes from. */
import { readFile } from 'node:fs/promises';

/** Asked once, and again whenever Slack refuses the token it gave. */
export type TokenSource = () => Promise<string>;

export function fixedToken(token: string): TokenSource {
  return () => Promise.resolve(token);
}

/** A file that holds nothing but the token; whoever rotates tokens rewrites it. */
export function tokenFile(path: string): TokenSource {
  return async () => (await readFile(path, 'utf8')).trim();
}
