/** docs/integrations/slack.md says what the code does. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../../../src/config/settings.js';
import { loadConfig } from '../../../src/config/index.js';
import { linkSettings, slackWayBack } from '../../../src/channels/back.js';
import { setUpSlack } from '../../../src/channels/slack/index.js';
import { waysBackWords } from '../../../src/intake/people/words.js';
import { COMMANDS } from '../../../src/domain/ticket/commands.js';
import { readWords } from '../../../src/intake/slack/line.js';
import { HELP } from '../../../src/intake/slack/words.js';
import { world } from '../http/world.js';

const page = readFileSync('docs/integrations/slack.md', 'utf8');
const NOW = Date.parse('2026-01-05T09:00:00Z');

interface Manifest {
  features: { slash_commands: { command: string; url: string; should_escape: boolean }[] };
  oauth_config: { scopes: { bot: string[] } };
  settings: { interactivity: { is_enabled: boolean; request_url: string } };
}

test('the manifest leads to the addresses of the intake, and each scope is explained', async () => {
  const manifest = parse(/```yaml\n(display_information:[^]*?)```/.exec(page)![1]!) as Manifest;
  const [command] = manifest.features.slash_commands;
  const { app } = await world();
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, object> }>();
  await app.close();
  for (const url of [command!.url, manifest.settings.interactivity.request_url])
    expect(paths).toHaveProperty([new URL(url).pathname, 'post']);
  // Ids with # and @ come as they were typed.
  expect(command).toMatchObject({ command: '/rung', should_escape: false });
  const table = page.slice(page.indexOf('| scope'), page.indexOf('4. **OAuth'));
  for (const scope of manifest.oauth_config.scopes.bot) expect(table).toContain(`\`${scope}\``);
});

test('every setting of it is one, and every line that it shows is said', () => {
  const named = new Set(page.match(/\b(?:RUNG|SLACK)_[A-Z_]+\b/g));
  expect(named.size).toBeGreaterThan(8);
  for (const name of named) expect(Object.keys(SETTINGS)).toContain(name);
  const { channels, network, alerts } = loadConfig({
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'a'.repeat(32), SLACK_APP_TOKEN: 'xapp-1' },
    ...{ RUNG_PUBLIC_URL: 'https://rung.example.com/', RUNG_LINK_SECRET: 'b'.repeat(32) },
  });
  const outlet = setUpSlack(channels.slack, { sendMs: alerts.timeout, network });
  expect('said' in outlet && page.includes(outlet.said)).toBe(true);
  const slack = slackWayBack(channels.slack, network)!;
  const { connect: _none, ...bySignature } = slack;
  expect(page).toContain(waysBackWords(bySignature, undefined)[0]);
  expect(waysBackWords(slack, linkSettings(channels.email))).toEqual([
    'Slack is heard by requests that it signs and by Socket Mode',
    'Links in mails lead to https://rung.example.com/ack/',
  ]);
});

test('the page and the help show a line after /rung for each command, and all that they show are understood', () => {
  const rows = page.slice(page.indexOf('| `/rung …`'), page.indexOf('Only the one who typed'));
  const shown = [...rows.matchAll(/`([^`]+)`/g)]
    .map(([, words]) => words!)
    .filter((words) => /T-1042|^help/.test(words));
  const helped = [...HELP.matchAll(/`\/rung ([^`]+)`/g)].map(([, words]) => words!);
  for (const { shell } of Object.values(COMMANDS)) {
    expect(shown).toContainEqual(expect.stringMatching(new RegExp(`^${shell} T-1042`)));
    expect(helped).toContain(`${shell} T-1042`);
  }
  for (const words of [...shown, ...helped]) expect(readWords(words, NOW), words).not.toHaveProperty('wrong');
});
