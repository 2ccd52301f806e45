/** What is wrong with a policy file, and the error that carries all of it. */

export interface Problem {
  file: string;
  /** Counted from 1; 0 when the problem is the file as a whole. */
  line: number;
  /** Counted from 1; 0 when the problem is the file as a whole. */
  column: number;
  /** Where in the policy: `rules[2].to`; empty for the whole. */
  path: string;
  /** What is wrong. */
  message: string;
  /** What would be right; may be empty. */
  expected: string;
}

/** `policies/x.yaml:12:27 rules[2].to: there is no tier "L4"; the ladder has L1, L2, L3, manager` */
export function formatProblem({ file, line, column, path, message, expected }: Problem): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  const subject = path === '' ? (line > 0 ? ' ' : ': ') : ` ${path}: `;
  return `${place}${subject}${message}${expected === '' ? '' : `; ${expected}`}`;
}

/** A policy file cannot be used. The message has every problem, one on a line, in the order of the file. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code = 'INVALID_POLICY';

  constructor(
    readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    super(problems.map(formatProblem).join('\n'), options);
  }
}

/** In the order of the file, each once: a mistake behind an anchor would else be told for every use of it. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const told = new Set<string>();
  return [...problems]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .filter((problem) => {
      const line = formatProblem(problem);
      return !told.has(line) && told.add(line);
    });
}
