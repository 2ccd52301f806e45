/** A worker and the search attributes: what it may not do, it says how to do. */
import { describe, expect, it } from 'vitest';
import { ensureSearchAttributes, SearchAttributesMissingError } from '../../src/worker/search-attributes.js';

type Connection = Parameters<typeof ensureSearchAttributes>[0];

/** Codes of gRPC. */
const [PERMISSION_DENIED, UNIMPLEMENTED, UNAVAILABLE] = [7, 12, 14] as const;
/** Types by number, as Temporal tells them. */
const REGISTERED = {
  ...{ TicketTier: 2, TicketStatus: 2, TicketPriority: 2, CustomerTier: 2, EscalationReason: 2 },
  ...{ Escalated: 5, NextDeadlineAt: 6, SlaDueAt: 6, TicketPolicy: 2 },
};

const refused = (code: number) => Object.assign(new Error('denied'), { code, details: 'denied', metadata: {} });

/** @param list what there is, or the code of gRPC with which looking is refused */
function server(list: Record<string, number> | number, add?: number) {
  const added: Record<string, unknown>[] = [];
  const operatorService = {
    listSearchAttributes: async () => {
      if (typeof list === 'number') throw refused(list);
      return { customAttributes: { Somebodys: 1, ...list } };
    },
    addSearchAttributes: async ({ searchAttributes }: { searchAttributes: Record<string, unknown> }) => {
      if (add !== undefined) throw refused(add);
      added.push(searchAttributes);
      return {};
    },
  };
  return { connection: { operatorService } as unknown as Connection, added };
}

async function ensured(connection: Connection) {
  const said: string[] = [];
  const ended = await ensureSearchAttributes(connection, 'desk', (line) => said.push(line)).catch(
    (error: unknown) => error as Error,
  );
  return { said, ended };
}

const create = (name: string, type: string) =>
  `  temporal operator search-attribute create --namespace desk --name ${name} --type ${type}`;

it('registers what is missing, and nothing else', async () => {
  const { Escalated: _one, SlaDueAt: _other, ...there } = REGISTERED;
  const { connection, added } = server(there);
  expect(await ensured(connection)).toEqual({ said: [], ended: undefined });
  expect(added).toEqual([{ Escalated: 5, SlaDueAt: 6 }]);
});

it.each([PERMISSION_DENIED, UNIMPLEMENTED])(
  'a worker that may not look (%i) goes on, and says the commands for all nine',
  async (code) => {
    const { connection, added } = server(code);
    const { said, ended } = await ensured(connection);
    expect(ended).toBeUndefined();
    expect(added).toEqual([]);
    const lines = said.join('\n').split('\n');
    expect(lines[0]).toMatch(/^This worker may not see which search attributes Temporal knows/);
    const types = { 2: 'Keyword', 5: 'Bool', 6: 'Datetime' } as Record<number, string>;
    expect(lines.slice(1, -1)).toEqual(Object.entries(REGISTERED).map(([name, type]) => create(name, types[type]!)));
    expect(lines.at(-1)).toMatch(/tcld/);
  },
);

it('a worker that may look and not register ends with the commands for those that are missing', async () => {
  const { Escalated: _one, SlaDueAt: _other, ...there } = REGISTERED;
  const { said, ended } = await ensured(server(there, PERMISSION_DENIED).connection);
  expect(said).toEqual([]);
  expect(ended).toBeInstanceOf(SearchAttributesMissingError);
  expect(ended!.message.split('\n')).toEqual([
    'Temporal does not know the search attributes Escalated, SlaDueAt, and this worker could not register them (denied). ' +
      'Somebody who may has to run:',
    create('Escalated', 'Bool'),
    create('SlaDueAt', 'Datetime'),
    expect.stringMatching(/tcld/),
  ]);
});

it('an attribute of the same name and another type ends it, before anything is registered', async () => {
  const { Escalated: _one, ...there } = REGISTERED;
  const { connection, added } = server({ ...there, TicketTier: 1 });
  const { ended } = await ensured(connection);
  expect(added).toEqual([]);
  expect(ended).toBeInstanceOf(SearchAttributesMissingError);
  expect(ended!.message).toMatch(/with another type: TicketTier has to be Keyword\. /);
  expect(ended!.message).toContain('search-attribute remove --namespace desk --name TicketTier');
});

describe('what is no refusal', () => {
  it('ends the worker with its reason', async () => {
    const { ended } = await ensured(server(UNAVAILABLE).connection);
    expect(ended).toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: 'Temporal does not say which search attributes it knows: denied',
    });
  });
});
