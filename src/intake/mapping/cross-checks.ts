/** What a mapping says in one place and needs in another. */
import type { Path } from '../../reading/path.js';
import type { Problem } from '../../reading/problems.js';
import type { Source } from '../../reading/source.js';
import { problemAt } from '../../reading/problem-at.js';
import { compile } from './expression.js';
import { isFunction, unknownVariable } from './survey.js';

/** Variables that every expression has. */
const GIVEN = ['headers', 'path', 'query', 'received_at', 'settings'] as const;

/** Works on the plain value, so that it finds what it can while other things are wrong. */
export function crossCheck(source: Source): Problem[] {
  const mapping = source.value;
  if (!isGroup(mapping)) return [];
  const problems = [...schemes(source, mapping['verify']), ...prototypes(source, mapping)];
  const known: string[] = [...GIVEN];
  for (const [name, text] of Object.entries(isGroup(mapping['let']) ? mapping['let'] : {})) {
    if (known.includes(name) || isFunction(name))
      problems.push(problemAt(source, ['let', name], `$${name} has a value already`, 'choose another name'));
    problems.push(...variables(source, ['let', name], text, known));
    known.push(name);
  }
  for (const [path, text] of expressionsIn(mapping)) problems.push(...variables(source, path, text, known));
  return problems;
}

type Group = Record<string, unknown>;

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The form passes over a key that would be no key but the prototype. */
function prototypes(source: Source, value: unknown, path: Path = []): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const own = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== '__proto__') return prototypes(source, one, own);
    return [{ ...problemAt(source, own, 'is not possible as a name', 'choose another'), ...source.keyPosition(own) }];
  });
}

/** Keys below which no expression stands. */
const PLAIN = [
  'version',
  'name',
  'prefix',
  'verify',
  'reconcile',
  'form',
  'settings',
  'let',
  'values',
  'defaults',
  'closing',
  'because',
];

function* expressionsIn(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) yield* expressionsIn(one, [...path, i]);
  } else if (isGroup(value)) {
    for (const [key, one] of Object.entries(value)) {
      const fieldName = path.at(-1) === 'fields';
      if (fieldName || !PLAIN.includes(key)) yield* expressionsIn(one, [...path, key]);
    }
  } else if (path.length > 0) yield [path, value];
}

function variables(source: Source, path: Path, text: unknown, known: readonly string[]): Problem[] {
  if (typeof text !== 'string') return [];
  const compiled = compile(text);
  if ('message' in compiled) return [];
  return compiled.takes
    .filter((name) => !known.includes(name))
    .map((name) => {
      const { message, expected } = unknownVariable(name, known);
      return problemAt(source, path, message, expected);
    });
}

function schemes(source: Source, verify: unknown): Problem[] {
  if (!Array.isArray(verify)) return [];
  return verify.flatMap((entry: unknown, i) => {
    if (!isGroup(entry)) return [];
    const path = ['verify', i];
    const { scheme, hmac, tolerance, parameter } = entry;
    if ((scheme === undefined) === (hmac === undefined)) {
      return [problemAt(source, path, 'needs either "scheme" or "hmac"', 'one of them')];
    }
    const problems: Problem[] = [];
    if (tolerance !== undefined && !['zendesk', 'chatwoot', 'standard-webhooks', 'slack'].includes(String(scheme))) {
      problems.push(problemAt(source, [...path, 'tolerance'], 'this scheme has no time', 'leave "tolerance" out'));
    }
    if (parameter !== undefined && scheme !== 'query') {
      problems.push(problemAt(source, [...path, 'parameter'], 'only "query" has a parameter', 'leave it out'));
    }
    if (isGroup(hmac)) problems.push(...ownScheme(source, [...path, 'hmac'], hmac));
    return problems;
  });
}

function ownScheme(source: Source, path: Path, hmac: Group): Problem[] {
  const signed = typeof hmac['signed'] === 'string' ? hmac['signed'] : '{body}';
  const at = hmac['signed'] === undefined ? path : [...path, 'signed'];
  const problems: Problem[] = [];
  if (!signed.includes('{body}'))
    problems.push(problemAt(source, at, 'leaves the body out', 'write {body} where it stands'));
  for (const part of ['timestamp', 'id']) {
    // A time or an id that is not signed could be anybody's.
    if (signed.includes(`{${part}}`) === (hmac[part] !== undefined)) continue;
    problems.push(
      hmac[part] === undefined
        ? problemAt(source, at, `has {${part}}, and no header is named for it`, `name it under "${part}"`)
        : problemAt(source, [...path, part], `is not signed`, `write {${part}} in "signed", or leave it out`),
    );
  }
  return problems;
}
