/** Why a file cannot be read, in words for people. */

export interface Unreadable {
  /** `there is no such file` */
  why: string;
  /** What to do about it; empty where there is nothing to be said. */
  expected: string;
}

/** @param example of what should be there, for the advice: `a policy such as policies/default.yaml` */
export function unreadable(error: unknown, example = 'a file'): Unreadable {
  const { code, message } = error as Error & { code?: string };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { why: 'there is no such file', expected: `give the path of ${example}` };
    case 'EISDIR':
      return { why: 'this is a folder', expected: `give the path of ${example}` };
    case 'EACCES':
    case 'EPERM':
      return { why: 'the file may not be read', expected: 'give this user the right to read it' };
    default:
      return { why: `the file cannot be read: ${code ?? message}`, expected: '' };
  }
}
