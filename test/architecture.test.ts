/** The import table of the architecture, names on the wire and the manners of files, held against the code. */
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/domain/ticket/commands.js';
import { tracesOfMachines } from './architecture/committed-text.js';
import { importsFromInside, importsOf, reachedFrom } from './architecture/imports.js';
import { namesOfChannels, spelledChannels } from './architecture/channels.js';
import { forbiddenImports, LIMITS } from './architecture/limits.js';
import { impurities, keptByModules, mainOnly } from './architecture/purity.js';
import { BUNDLED } from '../src/worker/bundle.js';
import { projectFiles, read, typescript } from './architecture/sources.js';
import { exportedTypes } from './architecture/types.js';
import { ACTIVITIES, CONTRACT, namesOfActivities, namesOfContract, spelledNames } from './architecture/wire-names.js';

const src = typescript('src/');
const sample = (path: string, text: string) => ({ path, text });

describe('imports', () => {
  it('keep to the table', () => {
    expect(src.length).toBeGreaterThan(50);
    expect(src.flatMap(forbiddenImports)).toEqual([]);
  });

  it('are found in every form', () => {
    const text = [
      "import a, { b } from 'one';",
      "import type { T } from 'two';",
      "import { type U } from 'three';",
      "import 'four';",
      "export * from 'five';",
      "export type { V } from 'six';",
      "const seven = await import('@scope/seven/deep/file.js');",
      "type E = import('eight').E;",
      "const nine = require('nine/sub');",
      "import ten = require('ten');",
      "import * as eleven from '../domain/eleven.js';",
      'const twelve = await import(`node:fs`);',
      "const text = \"import x from 'no-import'\"; // import y from 'neither'",
      'const computed = await import(text);',
    ].join('\n');
    const found = importsOf(sample('src/policy/x.ts', text)).map(({ target, typeOnly, line }) => [
      target,
      typeOnly,
      line,
    ]);
    expect(found).toEqual([
      ['one', false, 1],
      ['two', true, 2],
      ['three', false, 3],
      ['four', false, 4],
      ['five', false, 5],
      ['six', true, 6],
      ['@scope/seven', false, 7],
      ['eight', true, 8],
      ['nine', false, 9],
      ['ten', false, 10],
      ['src/domain/eleven', false, 11],
      ['node:fs', false, 12],
      ['', false, 14],
    ]);
  });

  it.each([
    ['src/domain/x.ts', "import { z } from 'zod';", 'src/domain may not import zod'],
    ['src/domain/x.ts', "import type { z } from 'zod';", 'src/domain may not import zod'],
    ['src/domain/x.ts', "import { readFile } from 'node:fs';", 'src/domain may not import node:fs'],
    [
      'src/domain/x.ts',
      "import { loadPolicy } from '../policy/index.js';",
      'src/domain may not import src/policy/index',
    ],
    ['src/policy/x.ts', "import { Client } from '@temporalio/client';", 'src/policy may not import @temporalio/client'],
    ['src/policy/x.ts', "export * from '../config/index.js';", 'src/policy may not import src/config/index'],
    ['src/config/index.ts', "import { readFileSync } from 'node:fs';", 'src/config may not import node:fs'],
    ['src/workflows/x.ts', "import { z } from 'zod';", 'src/workflows may not import zod'],
    ['src/workflows/x.ts', "import 'node:crypto';", 'src/workflows may not import node:crypto'],
    [
      'src/workflows/x.ts',
      "import { Client } from '@temporalio/client';",
      'src/workflows may not import @temporalio/client',
    ],
    [
      'src/workflows/x.ts',
      "import { a } from '../activities/index.js';",
      'src/workflows may import only types of src/activities/index',
    ],
    [
      'src/workflows/x.ts',
      "import { type A } from '../activities/index.js';",
      'src/workflows may import only types of src/activities/index',
    ],
    [
      'src/workflows/x.ts',
      "const a = await import('../activities/index.js');",
      'src/workflows may import only types of src/activities/index',
    ],
    [
      'src/store/x.ts',
      "import { Context } from '@temporalio/activity';",
      'src/store may not import @temporalio/activity',
    ],
    [
      'src/activities/x.ts',
      "import { mongo } from '../store/mongo.js';",
      'src/activities may not import src/store/mongo',
    ],
    ['src/activities/x.ts', "import { MongoClient } from 'mongodb';", 'src/activities may not import mongodb'],
    ['src/channels/message.ts', "import nodemailer from 'nodemailer';", 'only the channel email may import nodemailer'],
    [
      'src/channels/email/adapter.ts',
      "import { WebClient } from '@slack/web-api';",
      'only the channel slack may import @slack/web-api',
    ],
    [
      'src/channels/email/adapter.ts',
      "import { b } from '../slack/blocks.js';",
      'imports another channel: src/channels/slack/blocks',
    ],
    [
      'src/delivery/deliver.ts',
      "import { s } from '../channels/slack/adapter.js';",
      'imports a channel: src/channels/slack/adapter',
    ],
    [
      'src/worker/x.ts',
      "import { s } from '../channels/slack/index.js';",
      'imports a channel: src/channels/slack/index',
    ],
    ['src/worker/x.ts', "import { open } from '../client/index.js';", 'src/worker may not import src/client/index'],
    [
      'src/client/x.ts',
      "import { t } from '../workflows/ticket-run.js';",
      'src/client may not import src/workflows/ticket-run',
    ],
    ['src/client/x.ts', "import { MongoClient } from 'mongodb';", 'src/client may not import mongodb'],
    [
      'src/cli/commands/x.ts',
      "import { open } from '../../workflows/contract.js';",
      'src/cli may not import src/workflows/contract',
    ],
    [
      'src/intake/x.ts',
      "import { s } from '../../local-stack/stack.js';",
      'src/intake may not import local-stack/stack',
    ],
    ['src/policy/x.ts', 'await import(name);', 'imports something that is computed'],
  ])('%s: %s', (path, text, why) => {
    expect(forbiddenImports(sample(path, `\n${text}`))).toEqual([`${path}:2 ${why}`]);
  });

  it.each([
    ['src/workflows/x.ts', "import type { Activities } from '../activities/index.js';"],
    ['src/workflows/x.ts', "type A = import('../activities/index.js').Activities;"],
    ['src/channels/email/adapter.ts', "import nodemailer from 'nodemailer'; import { x } from './body.js';"],
    ['src/activities/x.ts', "import type { TicketStore } from '../store/port.js';"],
    ['src/client/x.ts', "import * as wire from '../workflows/contract.js';"],
    ['src/config/urls.ts', "import { isWrong } from '../reading/scalar.js';"],
    ['src/worker/x.ts', "import { ADAPTERS } from '../channels/adapters.js'; import x from '@temporalio/worker';"],
    ['src/channels/adapters.ts', "import { setUpSlack } from './slack/index.js';"],
  ])('%s: %s is allowed', (path, text) => {
    expect(forbiddenImports(sample(path, text))).toEqual([]);
  });

  it('take nothing from the inside of a package', () => {
    expect(typescript('').flatMap(importsFromInside)).toEqual([]);
    const samples = [
      "import { tsToMs } from '@temporalio/common/lib/time.js';",
      "type H = import('@temporalio/common/lib/proto-utils').History;",
      "import { defineConfig } from 'vitest/config'; import { readFile } from 'node:fs/promises';",
    ];
    expect(samples.flatMap((text) => importsFromInside(sample('bench/x.ts', text)))).toEqual([
      'bench/x.ts:1 @temporalio/common/lib/time.js',
      'bench/x.ts:1 @temporalio/common/lib/proto-utils',
    ]);
  });

  it('says so when a folder has no limits', () => {
    expect(forbiddenImports(sample('src/new/x.ts', ''))).toEqual([
      'src/new/x.ts: stands in no folder of test/architecture/limits.json',
    ]);
  });
});

describe('purity', () => {
  it('of the domain: no clock, no chance, no world', () => {
    expect(src.filter(({ path }) => path.startsWith('src/domain/')).flatMap(impurities)).toEqual([]);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'process.cwd()',
    'setTimeout(f, 1)',
    'console.log(1)',
    "Date['now']()",
  ])('finds %s', (text) => {
    expect(impurities(sample('x.ts', text))).not.toEqual([]);
  });

  it.each(['new Date(now)', 'Date.parse(text)', 'Math.max(1, 2)', 'state.process', '({ console: 1 })'])(
    'lets %s be',
    (text) => {
      expect(impurities(sample('x.ts', text))).toEqual([]);
    },
  );

  // All tickets of a worker share the modules of the bundle. What is found out of a policy or a text once is the same for each of them.
  it('of what is bundled: nothing is kept from one ticket to the next', () => {
    const bundled = src.filter(({ path }) => BUNDLED.some((folder) => path.startsWith(`src/${folder}/`)));
    expect(bundled.flatMap(keptByModules)).toEqual([
      'src/domain/ladder/addressees.ts plain',
      'src/domain/ladder/addressees.ts both',
      'src/domain/rules/compiled.ts compiled',
      'src/domain/rules/compiled.ts last',
      'src/domain/rules/compiled.ts unlesses',
      'src/domain/rules/opening.ts ready',
      'src/domain/time/instant.ts writtenDay',
      'src/domain/time/instant.ts writtenDate',
      'src/domain/time/instant.ts lastDay',
      'src/domain/time/instant.ts lastMidnight',
    ]);
  });

  it.each([
    'let a = 1',
    'var a',
    'const a = new Map()',
    'const a: A[] = []',
    'export const a = {}',
    'const a = new WeakSet<A>()',
  ])('finds what is kept by %s', (text) => {
    expect(keptByModules(sample('x.ts', text))).toEqual(['x.ts a']);
  });

  it.each(['const a = 1', 'const a: readonly A[] = []', 'const a = new Map([[1, 2]])', 'function f() { let a = 1; }'])(
    'nothing is kept by %s',
    (text) => {
      expect(keptByModules(sample('x.ts', text))).toEqual([]);
    },
  );

  it('of everything but main files: no environment, no end of the process', () => {
    const others = src.filter(({ path }) => !LIMITS.mayReadTheEnvironment.includes(path));
    expect(others.flatMap(mainOnly)).toEqual([]);
    for (const text of [
      'process.env.A',
      "process['env']",
      'process.exit(1)',
      'process.exitCode = 1',
      'const { env } = process',
    ]) {
      expect(mainOnly(sample('x.ts', text))).toHaveLength(1);
    }
    expect(mainOnly(sample('x.ts', 'const f = (process: P) => { const { env } = process; };'))).toEqual([]);
  });
});

describe('names on the wire', () => {
  const [contract] = read([CONTRACT]);
  const [activities] = read([ACTIVITIES]);
  const names = [...namesOfContract(contract!), ...Object.keys(COMMANDS), ...namesOfActivities(activities!)];

  it('are the ones we know', () => {
    expect(names).toEqual(
      expect.arrayContaining(['ticketWorkflow', 'customerReplied', 'acknowledge', 'state', 'saveTicket']),
    );
  });

  it('are spelled in the contract only', () => {
    expect(src.flatMap((source) => spelledNames(source, names))).toEqual([]);
  });

  it.each([
    ["handle.signal('customerReplied')", 1],
    ["const name = 'customerReplied'", 1],
    ['const name = `deliverAlert`', 1],
    ["handle.query('state')", 1],
    ["defineSignal('snooze')", 1],
    ["client.workflow.start('ticketWorkflow', {})", 1],
    ["client.workflow.signalWithStart(wire, { signal: 'anything' })", 1],
    ["const command = { type: 'escalate' }; const state = 'state'", 0],
    ['handle.signal(wire.customerReplied)', 0],
    ['const { customerReplied } = handlers', 0],
  ])('%s', (text, count) => {
    expect(spelledNames(sample('src/client/x.ts', text), names)).toHaveLength(count);
  });
});

describe('names of types', () => {
  const twice = (sources: typeof src) =>
    [...exportedTypes(sources)]
      .filter(([, files]) => files.length > 1)
      .map(([name, files]) => `${name}: ${files.join(', ')}`);

  it('say one thing each', () => {
    expect(exportedTypes(src).size).toBeGreaterThan(300);
    expect(twice(src)).toEqual([]);
  });

  it('that are exported twice are found', () => {
    const some = [
      sample('src/a.ts', 'export interface One {} export type Two = 1; type Three = 1;'),
      sample('src/b.ts', 'export class Two {} export abstract class One {} export type Three = 2;'),
    ];
    expect(twice(some)).toEqual(['One: src/a.ts, src/b.ts', 'Two: src/a.ts, src/b.ts']);
  });
});

describe('channels', () => {
  const names = namesOfChannels(src);

  it('are the folders', () => {
    expect(names).toEqual(expect.arrayContaining(['email', 'slack']));
    expect(names).not.toContain('console');
  });

  it('are named by their folders and the two registries only', () => {
    expect(src.flatMap((source) => spelledChannels(source, names))).toEqual([]);
  });

  it.each([
    ["const name = 'slack'", 1],
    ["switch (channel) { case 'email': }", 1],
    ['const gates = { slack: gate(), email: gate() }', 2],
    ["type C = 'slack' | 'email'", 2],
    ['channels.slack', 1],
    ["channels['email']", 1],
    ['const { slack } = config', 1],
    ['const slow = `slack`', 1],
    ["const text = 'Slack and mail'; const slackness = 1", 0],
  ])('%s', (text, count) => {
    expect(spelledChannels(sample('src/delivery/x.ts', text), ['slack', 'email'])).toHaveLength(count);
    expect(spelledChannels(sample('src/channels/slack/x.ts', text), ['slack', 'email'])).toEqual([]);
  });

  it('have definitions that go into the bundle of the workflows: no package, no module of Node', () => {
    const reached = reachedFrom('src/channels/definitions', src);
    expect(reached.files).toContain('src/channels/slack/settings');
    expect(reached.others).toEqual([]);
  });
});

describe('files', () => {
  const files = projectFiles();

  it('are named after what they hold', () => {
    expect(files.filter((path) => /(^|\/)(utils?|helpers?|common|misc|shared)(\.[^/]*)?(\/|$)/i.test(path))).toEqual(
      [],
    );
  });

  it('of src have 300 lines at most', () => {
    const long = src
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it('hold no path of a machine and no host of a registry', () => {
    const own = ['test/architecture/committed-text.ts', 'test/architecture.test.ts'];
    const texts = files.filter((path) => !own.includes(path) && !/\.(png|gif|jpe?g|ico|woff2?|gz|bin)$/.test(path));
    expect(read(texts).flatMap(tracesOfMachines)).toEqual([]);
  });

  it.each([
    ['see /home/ann/rung', 1],
    ['"/Users/ann/rung"', 1],
    ['cd /root/project', 1],
    ['C:\\Users\\ann', 1],
    ['"resolved": "https://registry.npmjs.org/yaml"', 1],
    ['registry=//npm.corp.example/', 1],
    ['GOPROXY=https://proxy.golang.org', 1],
    ['https://desk.example.com/home/tickets and /run/secrets/token', 0],
    ['npm install, /tmp and https://github.com/temporalio', 0],
  ])('%j', (text, count) => {
    expect(tracesOfMachines(sample('x.md', text))).toHaveLength(count);
  });
});
