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

/** More than these, nobody reads: the first ones are often behind the others. */
const MOST_TOLD = 100;

/** A policy file cannot be used. The message has the problems, one on a line, in the order of the file: the first 100, and how many more there are. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code = 'INVALID_POLICY';

  constructor(
    readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    super(
      [...problems.slice(0, MOST_TOLD).map(formatProblem), ...moreThan(MOST_TOLD, problems.length)].join('\n'),
      options,
    );
  }
}

function moreThan(told: number, count: number): string[] {
  const more = count - told;
  return more > 0 ? [`… and ${more} more problem${more === 1 ? '' : 's'}`] : [];
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
