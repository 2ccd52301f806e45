/** From a policy file to a policy, or to everything that is wrong with it. */
import type { Policy } from '../domain/rules/policy.js';
import { findInconsistencies } from './checks/index.js';
import { lint } from './lint/index.js';
import { explain } from './explain.js';
import { hashPolicy } from './hash.js';
import { compile } from './compile.js';
import { inOrder, PolicyError, type Problem } from '../reading/problems.js';
import { policyForm } from './schema.js';
import { problemAt } from '../reading/problem-at.js';
import { readSource, type Source } from '../reading/source.js';
import { sizeOf } from '../domain/ticket/limits.js';
import type { Day } from '../domain/time/local.js';
import { readTextFile } from './text-file.js';
import { openHolidayBook, type HolidayBook } from './time/holidays.js';
import { withTime } from './with-time.js';

export interface LoadedPolicy {
  policy: Policy;
  /** Content hash of the policy; the same for files that say the same. */
  hash: string;
  /** What is allowed and probably not meant, in the order of the file. */
  warnings: Problem[];
}

/**
 * Reads a policy from a YAML text. `file` is the name problems give, `day` the day for which time zones and holidays are looked up.
 * One that names the holidays of a country needs a `book` of them; {@link loadPolicy} opens it.
 * @throws PolicyError with all problems.
 */
export function parsePolicy(text: string, file: string, day: Day = today(), book?: HolidayBook): LoadedPolicy {
  const source = readSource(text, file);
  const form = policyForm.safeParse(source.value);
  const problems = [...explain(source, form.error?.issues ?? [], policyForm), ...findInconsistencies(source, book)];
  if (!form.success || problems.length > 0) throw new PolicyError(inOrder(problems));
  const policy = withTime(compile(form.data), day, book);
  const size = sizeOf(policy);
  if (size > POLICY_SIZE) throw new PolicyError([tooLarge(source, size)]);
  return { policy, hash: hashPolicy(policy), warnings: inOrder(lint(source, policy, today())) };
}

/** In bytes of JSON: a ticket's first write carries it, beside all else, in an input that stays below 1 MB. */
const POLICY_SIZE = 200_000;

function tooLarge(source: Source, size: number): Problem {
  const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} KB`;
  return problemAt(
    source,
    [],
    `the policy is ${kilobytes(size)} large, and each ticket carries it`,
    `at most ${kilobytes(POLICY_SIZE)}: shorter lists of people, holidays or targets, or a policy for each desk`,
  );
}

/** Reads a policy file. @throws PolicyError with all problems, also when the file cannot be read. */
export async function loadPolicy(file: string): Promise<LoadedPolicy> {
  const example = 'a policy file, such as policies/default.yaml';
  const text = await readTextFile(file, example, (problem, cause) => new PolicyError([problem], { cause }));
  return parsePolicy(text, file, today(), await bookFor(text));
}

/** What a policy needs that names the holidays of a country; undefined if it names none: opening it takes 0.2 s. */
export async function bookFor(text: string): Promise<HolidayBook | undefined> {
  return /\bcountry\b/.test(text) ? openHolidayBook() : undefined;
}

export function today(): Day {
  return Math.floor(Date.now() / 86_400_000);
}
