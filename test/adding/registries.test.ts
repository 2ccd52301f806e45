/** What there is a folder or a definition for has its place wherever people meet it. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNEL_NAMES, CHANNELS } from '../../src/channels/definitions.js';
import { Rung } from '../../src/client/rung.js';
import type { FactToTell } from '../../src/client/facts.js';
import { EVENTS } from '../../src/cli/commands/event.js';
import { FACTS } from '../../src/domain/forms/messages.js';
import type { Fact } from '../../src/domain/ticket/facts.js';
import { COMMANDS, type CommandName } from '../../src/domain/ticket/commands.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import { LASTING, type TicketState } from '../../src/domain/ticket/ticket.js';
import { copyOf, withChanges } from '../../src/domain/ticket/with-changes.js';
import { loadPolicy } from '../../src/policy/load.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';
import { publishedSchemas } from '../../src/schemas/published.js';
import { namesOfChannels } from '../architecture/channels.js';
import { typescript } from '../architecture/sources.js';
import { rung } from '../cli/rung.js';
import { TICKET, world, type World } from '../intake/http/world.js';

describe('channels', () => {
  it('are the folders of src/channels that have a definition', () => {
    expect([...CHANNEL_NAMES].sort()).toEqual(namesOfChannels(typescript('src/channels/')).sort());
  });

  it.each(Object.entries(CHANNELS))('%s reads its own examples', (_name, { examples, read }) => {
    for (const example of examples) expect(read(example)).toEqual({ value: example });
  });
});

describe.each(Object.entries(COMMANDS))('the command %s', (given, { shell, summary }) => {
  const name = given as CommandName;
  let w: World;
  beforeAll(async () => void (w = await world()));
  afterAll(() => w.app.close());

  it('is in the help and the completion of rung', async () => {
    const { stdout: help } = await rung(['--help']);
    expect(help).toMatch(new RegExp(`^ +${shell} .* ${summary}$`, 'm'));
    const { stdout: script } = await rung(['completion', 'bash']);
    expect(script).toContain(`'/${shell}') known='--`);
  });

  it('is a method of the client', () => {
    expect(Rung.prototype[name]).toBeTypeOf('function');
  });

  it('has a published schema', async () => {
    const text = await readFile(`docs/schemas/command-${shell}.json`, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ required: expect.arrayContaining(['by']) as unknown });
  });

  it('has an address of the intake, for keys with the scope command and no others', async () => {
    await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: TICKET, headers: w.key('write') });
    const url = `/v1/tickets/T-1/${name.toLowerCase()}`;
    const status = async (...scopes: Parameters<World['key']>) =>
      (await w.app.inject({ method: 'POST', url, payload: {}, headers: w.key(...scopes) })).statusCode;
    expect(await status('read', 'write')).toBe(403);
    expect(await status('command')).toBe(422);
  });
});

describe.each(Object.keys(FACTS) as Fact['type'][])('the fact %s', (type) => {
  it('has a form, alone and as a line of a timeline', () => {
    const { fact, 'timeline-line': line } = publishedSchemas();
    for (const schema of [fact, line]) expect(JSON.stringify(schema)).toContain(`"const":"${type}"`);
  });

  it('is told by a method of the client', async () => {
    const told: string[] = [];
    const client = Object.create(Rung.prototype, {
      tell: { value: (_ticketId: string, fact: FactToTell) => void told.push(fact.type) },
    }) as Rung;
    await client.customerReplied('T-1');
    await client.agentReplied('T-1');
    await client.sentimentScored('T-1', 0.5);
    await client.ticketChanged('T-1', { status: 'open' });
    await client.confirmResolution('T-1');
    expect(told).toContain(type);
  });

  it('is told by rung event', () => {
    const told = Object.entries(EVENTS).map(([name, { fact }]) => fact(name === 'field' ? 'product=x' : '0.5').type);
    expect(told).toContain(type);
  });
});

describe('fields that only some tickets have', async () => {
  const { policy } = await loadPolicy(OWN_POLICY_FILE);
  const plain = newTicketState({ ...TICKET, ticketId: 'T-1' }, policy, 'hash', 0);

  const absent = Object.entries(copyOf(plain)).flatMap(([field, value]) => (value === undefined ? [field] : []));

  it('are not in the JSON of a ticket that has none', () => {
    expect(absent).toContain('clocks');
    expect(Object.keys(JSON.parse(JSON.stringify(copyOf(plain))) as object)).toEqual(Object.keys(plain));
  });

  it.each([...absent, ...Object.keys(LASTING)] as (keyof TicketState)[])(
    '%s is there in a copy, alone too',
    (field) => {
      const value = { there: true };
      const ticket = { ...plain, [field]: value };
      expect(withChanges(ticket, { status: 'pending' })[field]).toBe(value);
    },
  );
});
