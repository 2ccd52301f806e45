/** Two policies over the same tickets: what is counted, and how it is shown. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { jsonLines, rung } from './rung.js';

const folder = temporaryFolder();
beforeAll(async () => {
  await Promise.all([writeFile(file('old.yaml'), policy('')), writeFile(file('new.yaml'), policy(', hours: day'))]);
  await writeFile(file('tickets.jsonl'), TICKETS.map((line) => JSON.stringify(line)).join('\n'));
});
const file = (name: string) => join(folder, name);

/** Anna is told of what has been silent for an hour; all of the breach. */
const policy = (hours: string) => `version: 1
calendars: { day: { time_zone: Europe/Berlin, hours: { mon-sun: [07:00-22:00] } } }
clocks: { resolution: { target: ticket }, first_response: { target: 2h } }
people: { anna: { email: anna@example.com } }
tiers:
  - { name: L1, group: a }
  - { name: L2, group: b, notify: [{ email: anna${hours} }] }
  - { name: manager, group: c, notify: [{ slack: '#managers' }] }
cooldown: 0
rules:
  - { name: silent, when: { idle: 1h }, to: L2 }
  - { name: late, when: { sla_used: 100% }, to: manager }
  - { name: missed, when: { clock: { of: first_response, used: 100% } }, notify: [{ email: anna${hours} }] }
de_escalate: [{ when: { resolution_confirmed: true }, to: base }]
`;

const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 4 };
const TICKETS = [
  // 23:00 in Berlin: silent at midnight, missed at one, late at three.
  { at: '2026-01-05T22:00:00Z', ticketId: 'night', type: 'created', ticket },
  // 23:30: silent at half past midnight; confirmed before anything else.
  { at: '2026-01-05T22:30:00Z', ticketId: 'short', type: 'created', ticket },
  { at: '2026-01-06T00:00:00Z', ticketId: 'short', type: 'resolution_confirmed' },
  // 13:00: nothing of it is at night.
  { at: '2026-01-06T12:00:00Z', ticketId: 'noon', type: 'created', ticket },
  { at: '2026-01-06T12:30:00Z', ticketId: 'noon', type: 'agent_replied' },
  { at: '2026-01-06T13:00:00Z', ticketId: 'noon', type: 'ticket_changed', status: 'resolved' },
];

const compare = (...more: string[]) =>
  rung(['simulate', '-t', file('tickets.jsonl'), '-p', file('new.yaml'), '--against', file('old.yaml'), ...more]);

describe('two policies side by side', () => {
  it('are counted at the instants at which alerts go out', async () => {
    const { status, stdout, stderr } = await compare('--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [counted] = jsonLines(stdout) as Record<string, unknown>[];
    expect(counted).toMatchObject({
      ...{ source: 'tickets.jsonl', from: '2026-01-05T22:00:00.000Z', to: '2026-01-06T13:00:00.000Z' },
      ...{ timeZone: 'Europe/Berlin', night: '22:00-07:00', lacks: [] },
    });
    const [now, before] = counted!['policies'] as Record<string, unknown>[];
    const both = { tickets: 3, escalations: 3, deEscalations: 1, breaches: 2, closedByThemselves: 0 };
    expect(before).toMatchObject({
      ...{ name: 'old', ...both, alerts: 5, alertsAtNight: 5, peopleWoken: 4, deferred: 0, superseded: 0 },
      escalationsByTier: { L1: 0, L2: 2, manager: 1 },
      escalationsByRule: { silent: 2, late: 1 },
      alertsByRule: { silent: 2, late: 1, missed: 1, 'de-escalation': 1 },
      alertsByTarget: { anna: 4, '#managers': 1 },
      alertsByTier: { L1: 0, L2: 4, manager: 1 },
      breachesByClock: { resolution: 1, first_response: 1 },
    });
    // By seven both tickets have moved on, but for the news that one is resolved.
    expect(now).toMatchObject({
      ...{ name: 'new', ...both, alerts: 2, alertsAtNight: 1, peopleWoken: 0, deferred: 4, superseded: 3 },
      alertsByTarget: { '#managers': 1, anna: 1 },
    });
    expect((now!['alertsByHour'] as number[])[7]).toBe(1);
    expect((now!['escalationsByHour'] as number[]).slice(0, 4)).toEqual([2, 0, 0, 1]);
    expect((before!['alertsByHour'] as number[]).slice(0, 4)).toEqual([2, 2, 0, 1]);
  });

  it('are a table, with the difference', async () => {
    const { stdout } = await compare();
    expect(stdout).toMatch(
      /^3 tickets of tickets\.jsonl, 2026-01-05 to 2026-01-06; night is 22:00-07:00 in Europe\/Berlin\n/,
    );
    expect(stdout).toMatch(/^ +new +old +Difference$/m);
    expect(stdout).toMatch(/^Alerts +2 +5 +−3 \(−60 %\)$/m);
    expect(stdout).toMatch(/^ {2}anna +1 +4 +−3 \(−75 %\)$/m);
  });

  it('count another night in another zone', async () => {
    // 02:00 in UTC is 21:00 there; what waited until seven in Berlin goes out at one.
    const { stdout } = await compare('--json', '--time-zone', 'America/New_York', '--night', '21:00-05:00');
    const [counted] = jsonLines(stdout) as { policies: { alertsAtNight: number }[] }[];
    expect(counted!.policies.map(({ alertsAtNight }) => alertsAtNight)).toEqual([2, 1]);
  });

  it('are a page that asks nobody for anything', async () => {
    const page = file('page.html');
    const { stderr } = await compare('--html', page);
    expect(stderr).toBe(`The page is in ${page}.\n`);
    const html = await readFile(page, 'utf8');
    expect(html).toContain('<h1>new instead of old: 3 fewer alerts and 4 fewer alerts at night</h1>');
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/https?:|<script|<link|<img|url\(|@import/);
    const plots = html.match(/<svg [^>]*>/g)!;
    expect(plots.length).toBe(6);
    for (const plot of plots) expect(plot).toMatch(/ role="img" aria-label="[^"]+"/);
    expect(html).toContain('<th scope="row">Alerts at night to a person</th><td>0</td><td>4</td><td>−4 (−100 %)</td>');
  });
});

describe('people', () => {
  const desk = (people: string, targets: string) => `version: 1
${people}
tiers:
  - { name: L1, group: a }
  - { name: L2, group: b, notify: [${targets}] }
rules: [{ name: silent, when: { idle: 1h }, to: L2 }]
de_escalate: [{ when: { resolution_confirmed: true }, to: base }]
`;
  const NAMED = `people: { anna: { email: anna@example.com, slack: U012ANNA }, ben: { slack: U012BENN } }
rotations: { primary: { members: [anna], every: 1w, from: 2026-01-05T09:00, time_zone: UTC } }`;

  it('are counted by name, whatever address is told, and by the address only if it is nobody’s', async () => {
    await writeFile(file('named.yaml'), desk(NAMED, '{ slack: primary }, { email: anna }, { slack: ben }'));
    const bare = '{ email: Anna@example.com }, { slack: U012BENN }, { email: team@example.com }, { slack: "#all" }';
    await writeFile(file('bare.yaml'), desk('', bare));
    const sides = ['-p', file('named.yaml'), '--against', file('bare.yaml')];
    const { stdout } = await rung(['simulate', '-t', file('tickets.jsonl'), ...sides, '--json']);
    const [counted] = jsonLines(stdout) as { policies: Record<string, unknown>[] }[];
    // Silent at midnight and at half past, and resolved half an hour later.
    expect(counted!.policies).toMatchObject([
      { name: 'named', alerts: 9, alertsByTarget: { anna: 6, ben: 3 } },
      { name: 'bare', alerts: 12, alertsByTarget: { anna: 3, ben: 3, 'team@example.com': 3, '#all': 3 } },
    ]);
    const [named, other] = counted!.policies as { peopleWoken: number; alertsAtNight: number }[];
    expect([named!.peopleWoken, other!.peopleWoken]).toEqual([named!.alertsAtNight, other!.alertsAtNight / 2]);
  });
});

describe('one policy', () => {
  it('is counted with --summary', async () => {
    const { stdout } = await rung(['simulate', '-t', file('tickets.jsonl'), '-p', file('old.yaml'), '--summary']);
    expect(stdout).toMatch(/^Alerts +5$/m);
    expect(stdout).not.toContain('Difference');
  });

  it('has a page of its own, whatever names it has', async () => {
    const nasty = file('x.yaml');
    await writeFile(nasty, policy('').replaceAll('managers', 'a-b').replaceAll('silent', 'si_lent'));
    const hostile = TICKETS.map((line) => JSON.stringify(line)).join('\n');
    const named = file(`<img src=x onerror='"&>.jsonl`.replaceAll('/', ''));
    await writeFile(named, hostile);
    const page = file('hostile.html');
    expect((await rung(['simulate', '-t', named, '-p', nasty, '--html', page])).status).toBe(0);
    const html = await readFile(page, 'utf8');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&#39;&quot;&amp;&gt;.jsonl');
  });
});

describe('what cannot be', () => {
  it.each([
    [[], 'say what to run over: --timeline <file>, --ticket <id> or --since <length>'],
    [['--ticket', 'T-1', '--since', '1d'], 'one at a time: --timeline <file>, --ticket <id> or --since <length>'],
  ])('%j', async (args, sentence) => {
    expect(await rung(['simulate', ...args])).toEqual({ status: 2, stdout: '', stderr: `${sentence}\n` });
  });

  it.each([
    [['--night', '22-7'], '--night "22-7" is no part of a day; write it as 22:00-07:00'],
    [['--time-zone', 'Berlin'], 'there is no time zone "Berlin"; write one such as Europe/Berlin'],
  ])('%j', async (args, sentence) => {
    expect(await compare(...args)).toEqual({ status: 2, stdout: '', stderr: `${sentence}\n` });
  });

  it('a page where there is no folder', async () => {
    const page = join(folder, 'no', 'page.html');
    expect(await compare('--html', page)).toMatchObject({ status: 2, stderr: `${page} cannot be written: ENOENT\n` });
  });
});
