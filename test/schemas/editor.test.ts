/** What an editor makes of the published schema of policies: the language service that editors run proposes keys and flags mistakes. */
import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService } from 'yaml-language-server';

const service = getLanguageService({
  schemaRequestService: (uri) => Promise.resolve(readFileSync(new URL(uri), 'utf8')),
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
});
service.configure({ validate: true, completion: true, hover: true, yamlVersion: '1.2' });

let documents = 0;

/** A file beside the policies of Rung, whose first line names the schema as theirs do. */
function documentOf(text: string): TextDocument {
  const name = pathToFileURL(`policies/editor-${documents++}.yaml`).href;
  return TextDocument.create(name, 'yaml', 1, text);
}

const HEAD = '# yaml-language-server: $schema=../docs/schemas/policy.json\nversion: 1\n';
const TIERS = 'tiers: [{ name: L1, group: a }, { name: L2, group: b }]\n';

/** What is proposed where `¦` stands. */
async function proposed(text: string): Promise<string[]> {
  const document = documentOf(HEAD + text.replace('¦', ''));
  const { items } = await service.doComplete(document, document.positionAt((HEAD + text).indexOf('¦')), false);
  return items.map(({ label }) => label);
}

// In braces the service has something to say once a letter is written.
describe('an editor proposes', () => {
  const PREDICATES = ['idle', 'waiting', 'clock', 'in_tier', 'hours', 'status', 'any', 'all', 'not'];
  const TARGET = ['slack', 'email', 'mention', 'hours'];
  const ENTRY = ['priority', 'customer_tier', 'tags', 'is'];
  const CLOCKS = ['first_response', 'next_response', 'resolution'];

  it.each<[string, string, string[], string[]]>([
    ['the keys of a policy', '¦', ['calendars', 'clocks', 'people', 'rotations', 'tiers', 'rules', 'reopen'], ['idle']],
    ['the keys of a rule', 'rules:\n  - name: a\n    ¦', ['when', 'unless', 'to', 'notify', 'repeat'], ['tiers']],
    ['predicates', 'rules:\n  - name: a\n    when:\n      ¦', PREDICATES, ['to', 'slack']],
    ['predicates, in braces', 'rules:\n  - { name: a, when: { i¦ }, to: L2 }\n', PREDICATES, ['slack']],
    [
      'what is left of the predicates',
      'rules:\n  - name: a\n    when:\n      idle: 2h\n      ¦',
      ['waiting'],
      ['idle'],
    ],
    ['predicates of a branch', 'rules:\n  - name: a\n    when:\n      any:\n        - ¦', PREDICATES, ['to']],
    [
      'predicates under two',
      'rules:\n  - name: a\n    when:\n      all:\n        - not:\n            ¦',
      PREDICATES,
      ['to'],
    ],
    ['predicates of an exception', 'rules:\n  - name: a\n    unless:\n      ¦', PREDICATES, ['to']],
    [
      'parts of a length by a calendar',
      'rules:\n  - name: a\n    when:\n      idle:\n        ¦',
      ['for', 'calendar'],
      [],
    ],
    ['parts of a mark', 'rules:\n  - name: a\n    when:\n      clock:\n        ¦', ['of', 'used', 'left'], ['idle']],
    ['clocks of a mark', 'rules:\n  - name: a\n    when:\n      clock:\n        of: ¦', CLOCKS, ['idle']],
    ['targets of a tier', 'tiers:\n  - name: L1\n    group: a\n    notify:\n      - ¦', TARGET, ['name', 'when']],
    ['targets of a tier, in braces', 'tiers:\n  - { name: L1, group: a, notify: [{ s¦ }] }\n', TARGET, ['name']],
    ['targets of a rule', 'rules:\n  - name: a\n    notify:\n      - ¦', TARGET, ['when']],
    ['the tier that is here', 'rules:\n  - name: a\n    notify: ¦', ['here'], []],
    ['clocks', 'clocks:\n  ¦', CLOCKS, ['target']],
    ['parts of a clock', 'clocks:\n  resolution:\n    ¦', ['target', 'calendar', 'pause'], ['is']],
    ['parts of a target', 'clocks:\n  first_response:\n    target:\n      - ¦', ENTRY, ['pause']],
    ['parts of a target, in braces', 'clocks:\n  first_response: { target: [{ p¦ }] }\n', ENTRY, ['pause']],
    ['days of a week', 'calendars:\n  office:\n    time_zone: UTC\n    hours:\n      ¦', ['mon', 'mon-fri', 'sun'], []],
    ['what a holiday is', 'calendars:\n  office:\n    holidays:\n      - ¦', ['country', 'region'], []],
    ['ways down', 'de_escalate:\n  - to: ¦', ['previous', 'base'], []],
    ['what ends an acknowledgement', 'acknowledgement:\n  ends:\n    - ¦', ['customer_reply', 'sentiment'], []],
  ])('%s', async (_what, text, wanted, unwanted) => {
    const labels = await proposed(text);
    expect(labels).toEqual(expect.arrayContaining(wanted));
    for (const one of unwanted) expect(labels).not.toContain(one);
  });

  it('each with what it means', async () => {
    const text = `${HEAD}rules:\n  - name: a\n    when:\n      `;
    const document = documentOf(text);
    const { items } = await service.doComplete(document, document.positionAt(text.length), false);
    const idle = items.find(({ label }) => label === 'idle');
    expect(JSON.stringify(idle?.documentation)).toContain('Nobody has done anything on the ticket for this long.');
  });
});

/** Each mistake with the text that is underlined. */
async function flagged(text: string): Promise<[underlined: string, message: string][]> {
  const document = documentOf(HEAD + text);
  return (await service.doValidation(document, false)).map(({ range, message }) => [document.getText(range), message]);
}

describe('an editor flags', () => {
  const rule = (when: string) => `${TIERS}rules:\n  - { name: a, when: ${when}, to: L2 }\n`;

  it.each<[string, string, string]>([
    ['a key that is none', `${TIERS}${rule('{ idle: 2h }').slice(TIERS.length)}cooldwn: 4h\n`, 'cooldwn'],
    ['a predicate that is none', rule('{ idel: 2h }'), 'idel'],
    ['a predicate that is none, in a branch', rule('{ any: [{ idle: 2h }, { not: { idel: 2h } }] }'), 'idel'],
    [
      'a part of a target that is none',
      rule('{ idle: 2h }').replace('group: a', 'group: a, notify: [{ slak: "#a" }]'),
      'slak',
    ],
    ['a part of a length that is none', rule('{ idle: { for: 2h, calendar: office, zone: x } }'), 'zone'],
    [
      'a part of the target of a clock that is none',
      `clocks: { first_response: { target: [{ prioriti: [low], is: 1h }] } }\n${rule('{ idle: 2h }')}`,
      'prioriti',
    ],
    [
      'a weekday that is none',
      `calendars: { office: { time_zone: UTC, hours: { monn: [09:00-17:00] } } }\n${rule('{ idle: 2h }')}`,
      'monn',
    ],
    ['a length without a unit', rule('{ stalled: 4 }'), '4'],
  ])('%s, at its place', async (_what, text, underlined) => {
    const found = await flagged(text);
    expect(found.map(([where]) => where)).toEqual([underlined]);
  });

  it.each(readdirSync('policies').filter((name) => name.endsWith('.yaml')))('nothing in policies/%s', async (name) => {
    const text = readFileSync(`policies/${name}`, 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/docs\/schemas\/policy\.json\n/);
    expect(await flagged(text.slice(text.indexOf('version: 1') + 'version: 1\n'.length))).toEqual([]);
  });
});
