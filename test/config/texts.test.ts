/** `.env.example`, the table of the docs and the compose file follow the settings; `npx vitest run test/config/texts.test.ts -u` writes them. */
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import { ConfigError, loadConfig } from '../../src/config/index.js';
import { SETTINGS } from '../../src/config/settings.js';
import { FILES, textOf } from './texts.js';

it.each(Object.entries(FILES))('%s says what the settings say', async (file, made) => {
  await expect(await made(textOf(file))).toMatchFileSnapshot(join(PACKAGE_ROOT, file));
});

describe('.env.example', () => {
  const shown = parseEnv(textOf('.env.example').replace(/^#(?=[A-Z_]+=)/gm, ''));

  it.each(Object.entries(SETTINGS))('shows a value that %s may have', (name, { default: fallback, example }) => {
    expect(fallback ?? example, 'a default or an example').toBeDefined();
    expect(shown[name]).toBe(fallback ?? example);
    const problems = problemsIn({ [name]: shown[name] }).filter(
      (problem) => !/(?:set both|go together)$/.test(problem),
    );
    expect(problems).toEqual([]);
  });
});

it('docs/configuration.md shows problems as they are told', () => {
  const problems = /```\n([\s\S]*?)\n```/.exec(textOf('docs/configuration.md'))![1]!.split('\n');
  expect(problemsIn({ MONGODB_URI: 'mongodb://127.0.0.1', RUNG_ALERT_PARK: '5', RUNG_POLCY: 'x' })).toEqual(problems);
});

function problemsIn(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}
