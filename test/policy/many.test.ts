/** A file with thousands of mistakes: told briefly, and soon. */
import { expect, it } from 'vitest';
import { parsePolicy, PolicyError } from '../../src/policy/index.js';
import { VALID } from './policy-text.js';

function failure(text: string): PolicyError {
  try {
    parsePolicy(text, 'p.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('the policy is right');
}

const [top] = VALID.split('rules:');
const rules = (count: number, rule: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `  - ${rule(i)}\n`).join('');

it('the first hundred problems are told, the others are counted; none is lost', () => {
  const wrong = (count: number) =>
    failure(`${top}rules:\n${rules(count, (i) => `{ name: r${i}, when: { idle: 2h }, to: L9 }`)}`);
  const many = wrong(2_000);
  expect(many.problems).toHaveLength(2_001);
  const lines = many.message.split('\n');
  expect(lines).toHaveLength(101);
  expect(lines[0]).toMatch(/rules: has 2000 entries; at most 100$/);
  expect(lines[99]).toContain('rules[98].to: there is no tier "L9"');
  expect(lines[100]).toBe('… and 1901 more problems');
  expect(wrong(101).message).toMatch(/\n… and 2 more problems$/);
  expect(wrong(100).message.split('\n')).toHaveLength(100);
});

// Each of these took minutes: for every alias the whole file was walked, for every name every other was compared, and told.
it('thousands of aliases take no longer than thousands of other values', () => {
  const count = 3_000;
  const unknown = failure(`${top}rules:\n${rules(count, (i) => `{ name: r${i}, when: *nowhere, to: L2 }`)}`);
  expect(unknown.problems).toHaveLength(count);
  const known = `{ name: r, when: &w { idel: 2h }, to: L9 }\n`;
  const text = `${top}rules:\n  - ${known}${rules(90, () => `{ name: r, when: *w, to: L9 }`)}`;
  // Where the anchor stands it is told once.
  expect(failure(text).problems.filter(({ message }) => message === 'unknown key "idel"')).toHaveLength(91);
});

it('thousands of names are neither compared nor listed at each of thousands of places', () => {
  const count = 3_000;
  const tiers = Array.from({ length: count }, (_, i) => `  - { name: tier_${i}, group: g }\n`).join('');
  const text = `version: 1\ntiers:\n${tiers}rules:\n${rules(count, (i) => `{ name: r${i}, when: { idle: 2h }, to: teir_${i} }`)}`;
  const [tooMany, ...problems] = failure(text).problems;
  expect(tooMany).toMatchObject({ path: 'rules', message: 'has 3000 entries', expected: 'at most 100' });
  expect(problems).toHaveLength(count);
  expect(problems[0]!.expected).toMatch(/^the ladder has tier_0, tier_1, .*, tier_49 and 2950 more$/);
});

it('a policy that each ticket could hardly carry is refused', () => {
  const telling = (count: number) => {
    const addresses = Array.from({ length: count }, (_, i) => `{ email: "${'somebody.'.repeat(5)}${i}@example.com" }`);
    return VALID.replace('[{ slack: "#l2" }, { email: l2@example.com }]', `[${addresses.join(', ')}]`);
  };
  expect(failure(telling(4_000)).message).toMatch(
    /^p\.yaml:1:1 the policy is 3\d\d KB large, and each ticket carries it; at most 200 KB: /,
  );
  expect(() => parsePolicy(telling(2_000), 'p.yaml')).not.toThrow();
});
