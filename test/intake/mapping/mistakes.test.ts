/** Mistakes in a mapping: each with its place, and what would be right; all of them at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadMapping, parseMapping } from '../../../src/intake/mapping/load.js';
import { PolicyError } from '../../../src/reading/problems.js';

const RIGHT = `version: 1
name: my-desk
verify: [{ scheme: bearer }]
let:
  kind: event.kind
delivery: id
at: time
ticket: { id: ticket.id, status: ticket.status }
said:
  - { when: $kind = "reply", id: reply.id, by: '"customer"', public: reply.public }
`;

function problems(text: string): string[] {
  try {
    parseMapping(text, 'm.yaml');
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split('\n').map((line) => line.replace(/^m\.yaml:? ?/, ''));
    throw error;
  }
}

const changed = (passage: string, instead: string) => {
  expect(RIGHT).toContain(passage);
  return RIGHT.replace(passage, instead);
};

it('takes what is right', () => {
  expect(problems(RIGHT)).toEqual([]);
  expect(parseMapping(RIGHT, 'm.yaml')).toMatchObject({
    name: 'my-desk',
    prefix: 'my-desk/',
    closing: ['resolved', 'closed'],
  });
});

describe('the mappings that come with Rung', () => {
  const files = readdirSync('integrations').map((file) => `integrations/${file}`);

  it('are all right', async () => {
    expect(files.length).toBeGreaterThanOrEqual(7);
    for (const file of files) {
      const { name } = await loadMapping(file);
      expect(file).toBe(`integrations/${name}.yaml`);
      expect(readFileSync(file, 'utf8')).toContain(`docs/integrations/${name}.md`);
    }
  });
});

it.each([
  ['empty', '', 'the file is empty; start from integrations/standard-webhooks.yaml'],
  ['a list', '- a', '1:1 a list stands where keys should; the keys version, name, prefix, verify,'],
  ['no YAML', 'a: [', '1:5 this [ list is not closed'],
  ['an anchor within itself', 'a: &a [*a]', '1:8 *a stands inside itself; leave it out'],
])('%s', (_what, text, start) => {
  expect(problems(text).join('\n')).toMatch(new RegExp(`^${start.replace(/[.*[\]()]/g, '\\$&')}`, 'i'));
});

it.each<[string, string, string]>([
  [changed('version: 1', 'version: 2'), 'version', '1:10 version: 2 is not possible here; write 1'],
  [
    changed('name: my-desk', 'name: My Desk'),
    'name',
    '2:7 name: "My Desk" is not a name; small letters, digits and "-", 40 at most: my-desk',
  ],
  [changed('name: my-desk\n', ''), 'no name', '1:1 name: is missing; a name such as my-desk'],
  [
    changed('scheme: bearer', 'scheme: zendsk'),
    'scheme',
    '3:20 verify[0].scheme: "zendsk" is not possible here; write zendesk or zammad or chatwoot or github or standard-webhooks or slack or bearer or basic or query',
  ],
  [changed('[{ scheme: bearer }]', '[]'), 'no scheme', '3:9 verify: is an empty list; at least one'],
  [changed('{ scheme: bearer }', '{ }'), 'neither', '3:10 verify[0]: needs either "scheme" or "hmac"; one of them'],
  [
    changed('scheme: bearer', 'scheme: bearer, tolerance: 5m'),
    'tolerance',
    '3:39 verify[0].tolerance: this scheme has no time; leave "tolerance" out',
  ],
  [
    changed('scheme: bearer', 'scheme: slack, tolerance: 2d'),
    'long tolerance',
    '3:38 verify[0].tolerance: "2d" is too long; 1h at most',
  ],
  [
    changed('scheme: bearer', 'scheme: bearer, parameter: x'),
    'parameter',
    '3:39 verify[0].parameter: only "query" has a parameter; leave it out',
  ],
  [
    changed('scheme: bearer', 'hmac: { header: x-sig, signed: "{timestamp}" }'),
    'own scheme',
    '3:43 verify[0].hmac.signed: leaves the body out; write {body} where it stands',
  ],
  [
    changed('scheme: bearer', 'hmac: { header: x-sig, id: x-id }'),
    'unsigned id',
    '3:39 verify[0].hmac.id: is not signed; write {id} in "signed", or leave it out',
  ],
  [
    changed('scheme: bearer', 'hmac: { header: "x sig" }'),
    'header',
    '3:28 verify[0].hmac.header: "x sig" is not the name of a header; letters, digits and "-"',
  ],
  [changed('delivery: id', 'delivry: id'), 'unknown key', '6:1 unknown key "delivry"; did you mean "delivery"?'],
  [changed('delivery: id\n', ''), 'no delivery', '1:1 delivery: is missing; a JSONata expression'],
  [
    changed('delivery: id', 'delivery: id['),
    'no expression',
    '6:11 delivery: this is no JSONata expression near character 3 ((end)); texts stand in quotes: \'"open"\'',
  ],
  [
    changed('delivery: id', 'delivery: [id]'),
    'a list',
    '6:11 delivery: a list is no expression; a JSONata expression, in quotes',
  ],
  [
    changed('$kind = "reply"', '$knd = "reply"'),
    'variable',
    '10:13 said[0].when: there is no $knd; did you mean $kind?',
  ],
  [changed('$kind = "reply"', '$eval("1")'), 'eval', '10:13 said[0].when: $eval is not possible here; '],
  [changed('$kind = "reply"', '$now() > 1'), 'clock', '10:13 said[0].when: $now is not possible here; '],
  [
    changed('$kind = "reply"', '/(a+)+$/'),
    'pattern',
    '10:13 said[0].when: patterns are not possible here; use $contains, $substringAfter, $split',
  ],
  [changed('kind: event.kind', 'kind: $later\n  later: event'), 'later', '5:9 let.kind: there is no $later; '],
  [
    changed('kind: event.kind', 'kind: event.kind\n  headers: event'),
    'given',
    '6:12 let.headers: $headers has a value already; choose another name',
  ],
  [
    changed('kind: event.kind', 'kind: event.kind\n  sum: event'),
    'function',
    '6:8 let.sum: $sum has a value already; choose another name',
  ],
  [
    changed('kind: event.kind', 'kind: event.kind\n  __proto__: event'),
    'prototype',
    '6:3 let.__proto__: is not possible as a name; choose another',
  ],
  [
    changed('kind: event.kind', 'kind: event.kind\n  constructor: event'),
    'constructor',
    '6:3 let.constructor: is not possible as a name; a variable is a letter, then letters, digits and "_", 40 at most',
  ],
  [
    changed('status: ticket.status }', 'status: ticket.status, fields: { "a b": x } }'),
    'field',
    '8:59 ticket.fields["a b"]: is not possible as a name; a field is a letter, then letters, digits and "_", 40 at most',
  ],
  [
    changed('status: ticket.status', 'statsu: ticket.status'),
    'ticket key',
    '8:26 ticket: unknown key "statsu"; did you mean "status"?',
  ],
  [changed('said:', 'scord:'), 'section', '9:1 unknown key "scord"; did you mean "scored"?'],
  [changed('  - { when', '  { when'), 'no list', '10:3 said: a group of keys is not a list; a list'],
  [
    changed('name: my-desk', 'name: my-desk\nprefix: "a b"'),
    'prefix',
    '3:9 prefix: "a b" cannot begin a ticket id; letters, digits and . _ - # @ /, 80 at most',
  ],
  [
    changed('name: my-desk', 'name: my-desk\ndefaults: { sla_hours: "8" }'),
    'default',
    '3:24 defaults.sla_hours: "8" is a text; write 8, without quotes',
  ],
  [changed('name: my-desk', 'name: my-desk\nname: x'), 'twice', '3:1 this key is there twice; keep one of them'],
])('%2$s', (text, _what, problem) => {
  expect(
    problems(text).join('\n').startsWith(problem) || problems(text).includes(problem),
    problems(text).join('\n'),
  ).toBe(true);
});

it('tells everything at once, in the order of the file', () => {
  const text = RIGHT.replace('version: 1', 'version: 0')
    .replace('at: time', 'at: "("')
    .replace('public:', 'pubilc:')
    .replace('$kind =', '$kid =');
  expect(problems(text).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    '1:10 version:',
    '7:5 at:',
    '10:13 said[0].when:',
    '10:61 said[0]:',
  ]);
});

it('a prefix of its own, or none', () => {
  expect(parseMapping(changed('version: 1', 'version: 1\nprefix: ""'), 'm.yaml').prefix).toBe('');
  expect(parseMapping(changed('version: 1', 'version: 1\nprefix: desk/'), 'm.yaml').prefix).toBe('desk/');
});

it.each([
  ['nowhere.yaml', /^nowhere\.yaml: there is no such file/],
  ['integrations', /^integrations: this is a folder/],
])('%s cannot be read', async (file, sentence) => {
  await expect(loadMapping(file)).rejects.toThrow(sentence);
});
