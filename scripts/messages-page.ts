/** The tables of docs/messages.md, between their marks; what stands around them is written by hand. */
import { markdownTable } from '../src/cli/table.js';
import { mustBe } from '../src/domain/forms/field.js';
import { ASKED, FACTS, HAPPENED, NEW_TICKET } from '../src/domain/forms/messages.js';
import { askedFields } from '../src/domain/ticket/asked.js';
import { COMMANDS, PEOPLES_DECISIONS, type AnyCommand } from '../src/domain/ticket/commands.js';
import { ABOUT } from '../src/schemas/fields.js';
import { MEANING } from '../src/schemas/fact.js';
import { jsonSchemaOf } from '../src/schemas/published.js';
import { decisionSchema } from '../src/schemas/decision.js';
import type { Members } from '../src/domain/forms/field.js';

type Row = readonly string[];

/** @param page with lines `<!-- table: ticket -->` and `<!-- end -->`; what is between them is replaced */
export function messagesPage(page: string): string {
  return page.replace(
    /(<!-- table: (\w+) -->\n)[^]*?(<!-- end -->)/g,
    (_all, begin: string, name: string, end: string) =>
      `${begin}\n${markdownTable(TABLES[name]!()).join('\n')}\n\n${end}`,
  );
}

const KEYS: Row = ['key', 'required', 'must be', 'meaning'];

/** The rows of each, its heads first. */
const TABLES: Record<string, () => Row[]> = {
  ticket: () => [KEYS, ...fields(NEW_TICKET)],
  fact: () => [KEYS, ...fields(HAPPENED, ['eventId', 'at'])],
  facts: () => [
    ['`type`', 'meaning', 'other keys'],
    ...Object.entries(MEANING).map(([type, meaning]) => [
      code(type),
      meaning,
      keysOf(FACTS[type as keyof typeof FACTS]),
    ]),
  ],
  asked: () => [
    ['`type`', 'does', 'other keys'],
    ...Object.entries(PEOPLES_DECISIONS).map(([kind, { line }]) => [
      code(kind),
      line,
      askedFields(kind as keyof typeof PEOPLES_DECISIONS)
        .map(([key]) => code(key))
        .join(', '),
    ]),
  ],
  commands: () => [
    ['`rung`', 'the client’s method', 'does', 'arguments'],
    ...Object.entries(COMMANDS).map(([name, { shell, description, arguments: given }]) => [
      code(shell),
      code(name),
      description,
      Object.entries((given as unknown as AnyCommand['arguments']) ?? {})
        .map(([key, { field, words }]) => `${code(key)}: ${words}; ${mustBe(field)}`)
        .join('; '),
    ]),
  ],
  command: () => [KEYS, ...fields(ASKED, ['commandId'])],
  decisions: () => [
    ['`kind`', 'meaning', 'keys beside `at`, `ticketId`, `kind`'],
    ...(jsonSchemaOf(decisionSchema).oneOf as Kind[]).map(({ properties, description, required }) => [
      code(properties['kind']!.const!),
      description,
      Object.keys(properties)
        .filter((key) => !['at', 'ticketId', 'kind'].includes(key))
        .map((key) => code(key) + (required.includes(key) ? '' : ' (not always)'))
        .join(', '),
    ]),
  ],
};

interface Kind {
  description: string;
  properties: Record<string, { const?: string }>;
  required: string[];
}

function fields(members: Members, mayLack: readonly string[] = []): Row[] {
  return Object.entries(members).map(([name, { field, optional }]) => [
    code(name),
    optional || mayLack.includes(name) ? '' : 'yes',
    mustBe(field),
    ABOUT[name as keyof typeof ABOUT].description,
  ]);
}

function keysOf(members: Members): string {
  return Object.keys(members).map(code).join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}
