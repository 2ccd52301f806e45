/** Everything that is to be said about a policy file, without an error that is thrown. */
import { PolicyError, type Problem } from '../reading/problems.js';
import { bookFor, parsePolicy } from './load.js';

export interface PolicyCheck {
  /** Why it cannot be used; empty when it can. */
  problems: readonly Problem[];
  /** What is allowed and probably not meant; empty when it cannot be used. */
  warnings: readonly Problem[];
}

/** Checks a policy as YAML text. @param file the name that problems give */
export async function checkPolicy(text: string, file: string): Promise<PolicyCheck> {
  const book = await bookFor(text);
  try {
    return { problems: [], warnings: parsePolicy(text, file, undefined, book).warnings };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { problems: error.problems, warnings: [] };
  }
}
