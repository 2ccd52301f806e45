/** The package as somebody else has it: without a checkout, used strictly, and looked at by the tools that look at packages. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import manifest from '../../package.json' with { type: 'json' };
import { refusingTemporal, type RefusingTemporal } from '../support/refusing-temporal.js';
import { compileIn, installedProject, type InstalledProject } from './installed-project.js';
import { REPOSITORY } from './release.js';

let project: InstalledProject;
let refusing: RefusingTemporal;

beforeAll(async () => {
  [project, refusing] = await Promise.all([installedProject(), refusingTemporal()]);
}, 240_000);
afterAll(() => Promise.all([project.remove(), refusing.close()]));

/** The command of the package, with its own settings only. */
const rung = (...args: string[]) => project.node(join(project.installed, manifest.bin.rung), ...args);

it('compiles strictly and works, as ES modules and by require', async () => {
  await compileIn(project, 'test/package/project');
  const ticketId = `package-${process.pid}-${Date.now()}`;
  const desk = JSON.parse(
    await project.node('built/desk.mjs', inject('temporalAddress'), ticketId, refusing.address),
  ) as unknown;
  expect(desk).toEqual({
    opened: 'opened',
    again: 'exists',
    codes: {
      unknown: 'TICKET_NOT_FOUND -of-nobody',
      invalid: 'INVALID_REQUEST 1',
      unreachable: 'ENGINE_UNAVAILABLE',
      refused: 'ENGINE_REFUSED',
      policy: 'INVALID_POLICY 1',
      settings: 'INVALID_SETTINGS 1',
    },
    decided: ['2026-01-05T10:00:00.000Z escalated'],
    problems: ['rules[0].to'],
    work: 'function',
  });
  const required = JSON.parse(await project.node('built/desk.cjs', inject('temporalAddress'))) as unknown;
  expect(required).toEqual({ known: 'TICKET_NOT_FOUND', problems: true, worker: 'function' });
}, 240_000);

it('has the command, the workflow’s code ready to run, and no more of a checkout than it needs', async () => {
  const { installed, packed } = project;
  expect(await rung('--version')).toBe(`${manifest.version}\n`);
  expect(packed).toEqual(
    expect.arrayContaining([
      ...['dist/workflow-bundle.js', 'policies/default.yaml', 'LICENSE'],
      // Its help names them.
      ...['docs/configuration.md', '.env.example', 'integrations/zendesk.yaml'],
    ]),
  );
  const superfluous = /^(?:dist\/(?:demo|bench|test|examples)|src|test|bench|demo)\b/;
  expect(packed.filter((path) => superfluous.test(path))).toEqual([]);
  const fresh = `
    import { statSync } from 'node:fs';
    import { KEPT, workflowBundle } from '${installed}/dist/src/worker/bundle.js';
    const before = statSync(KEPT).mtimeMs;
    const { code } = await workflowBundle();
    console.log(code.length > 0 && statSync(KEPT).mtimeMs === before);
  `;
  expect(await project.node('--input-type=module', '--eval', fresh)).toBe('true\n');
});

it('says where it comes from, by the workflow that publishes it, and changes nothing else', async () => {
  const published = JSON.parse(await readFile(join(project.installed, 'package.json'), 'utf8')) as object;
  const url = `${REPOSITORY.GITHUB_SERVER_URL}/${REPOSITORY.GITHUB_REPOSITORY}`;
  expect(published).toEqual({
    ...manifest,
    repository: { type: 'git', url: `git+${url}.git` },
    homepage: `${url}#readme`,
    bugs: { url: `${url}/issues` },
  });
});

it('has no local stack, and says in a sentence what to do instead', async () => {
  await expect(rung('dev')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^the local stack needs a checkout of the repository: [^\n]+ `rung worker`\n$/,
    ) as string,
  });
});

it('has a source map for each module, which holds its sources', async () => {
  const modules = project.packed.filter((path) => /^dist\/(?:src|local-stack)\/.*\.js$/.test(path));
  expect(modules.length).toBeGreaterThan(100);
  const lacking = await Promise.all(
    modules.map(async (path) => {
      const text = await readFile(join(project.installed, path), 'utf8');
      const [, map = ''] = /\n\/\/# sourceMappingURL=(.*)\s*$/.exec(text) ?? [];
      return project.packed.includes(join(dirname(path), map)) ? [] : [path];
    }),
  );
  expect(lacking.flat()).toEqual([]);
  const maps = project.packed.filter((path) => path.endsWith('.js.map'));
  for (const map of maps) {
    const { sources, sourcesContent = [] } = JSON.parse(await readFile(join(project.installed, map), 'utf8')) as {
      sources: string[];
      sourcesContent?: string[];
    };
    expect(sourcesContent.length, map).toBe(sources.length);
  }
});

// What they find they say on standard output, with a status other than 0. `.attw.json`: ES modules only, which Node takes by `require` too.
it.each([
  ['publint', ['--strict'], /All good!/],
  ['attw', [], /node16 \(from ESM\): 🟢/],
] as const)('leaves %s nothing to say', async (tool, options, nothing) => {
  const program = join(PACKAGE_ROOT, 'node_modules', '.bin', tool);
  const { stdout } = await promisify(execFile)(program, [project.tarball, ...options], { cwd: PACKAGE_ROOT });
  expect(stdout).toMatch(nothing);
});
