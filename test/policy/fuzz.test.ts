/** Whatever the text: a policy that the engine can read, or a PolicyError that names places in the file. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePolicy, PolicyError } from '../../src/policy/index.js';
import { codePoint } from '../support/code-point.js';
import { VALID } from './policy-text.js';

// fast-check prints seed and path of a failure; RUNG_FUZZ_SEED runs it again.
const seed = Number(process.env['RUNG_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const runs = { numRuns: Number(process.env['RUNG_FUZZ_RUNS'] ?? 100), seed };

function survives(text: string): void {
  try {
    const { policy, hash } = parsePolicy(text, 'p.yaml');
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
    const names = policy.tiers.map(({ name }) => name);
    for (const { to } of policy.rules) expect(['next', ...names.slice(1)]).toContain(to);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    const lines = text.split(/\r\n|\n/);
    for (const { line, column, message } of error.problems) {
      expect(message).not.toBe('');
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length + 1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    }
  }
}

it(`any text (seed ${seed})`, () => {
  fc.assert(fc.property(fc.string({ unit: codePoint }), survives), runs);
});

const SIGNS = [
  ...'[]{}:,-&*!|>%@`"\'#?<~ \n\t',
  ': ',
  '- ',
  '\n  ',
  '<<: ',
  '---\n',
  '...\n',
  '&a ',
  '*a',
  '!!set ',
  '!!omap ',
  '%YAML 1.1\n',
];
const WORDS = [
  'version',
  'tiers',
  'name',
  'rules',
  'when',
  'to',
  'de_escalate',
  'sla_used',
  '75%',
  '4h',
  '1',
  '-0.0',
  '.nan',
  'null',
  '~',
  'yes',
  '__proto__',
  'constructor',
  '0x1f',
  '1_000',
  '9'.repeat(400),
];

it(`any heap of YAML signs (seed ${seed})`, () => {
  const token = fc.constantFrom(...SIGNS, ...WORDS);
  fc.assert(
    fc.property(
      fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join('')),
      survives,
    ),
    runs,
  );
});

it(`a valid policy with passages cut out, repeated or replaced (seed ${seed})`, () => {
  const edit = fc.tuple(
    fc.nat(VALID.length),
    fc.nat(12),
    fc.oneof(fc.constantFrom('', ...SIGNS, ...WORDS), fc.string({ maxLength: 8 })),
  );
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      survives(edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), VALID));
    }),
    runs,
  );
});

it(`any value in any place (seed ${seed})`, () => {
  const places = ['version', 'tiers', 'priorities', 'cooldown', 'rules', 'de_escalate'];
  const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(VALID));
  const record = fc.dictionary(fc.oneof(fc.constantFrom(...places), fc.string()), value);
  fc.assert(
    fc.property(record, (policy) => survives(JSON.stringify(policy))),
    runs,
  );
});

it(`any value in any place of a rule or tier (seed ${seed})`, () => {
  const keys = [
    'name',
    'group',
    'notify',
    'slack',
    'email',
    'when',
    'to',
    'bump',
    'bypass_cooldown',
    'sla_used',
    'idle',
    'tier',
    'priority',
    'sentiment_at_least',
    '__proto__',
    'toString',
  ];
  const { entry } = fc.letrec((tie) => ({
    entry: fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof({ maxDepth: 3 }, fc.jsonValue({ maxDepth: 1 }), tie('entry'), fc.array(tie('entry'), { maxLength: 2 })),
      { noNullPrototype: true, maxKeys: 5 },
    ),
  }));
  const list = fc.array(entry, { maxLength: 3 });
  fc.assert(
    fc.property(list, list, list, (tiers, rules, de_escalate) => {
      survives(JSON.stringify({ version: 1, tiers, rules, de_escalate }));
    }),
    runs,
  );
});
