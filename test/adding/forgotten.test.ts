/** Who adds a predicate, a channel or a command and forgets a part of it hears of it from the compiler: CONTRIBUTING.md, "Adding …". */
import { describe, expect, it } from 'vitest';
import { complaints, type Edit } from './compiled.js';

const PREDICATES = 'src/domain/rules/predicates';
const COMMANDS = 'src/domain/ticket/commands';

/** `names`: files in which the compiler says the word. */
const FORGOTTEN: { what: string; edit: Edit; names: string[]; word: string }[] = [
  {
    what: 'a predicate among the conditions, without a definition',
    edit: {
      file: 'src/domain/rules/when.ts',
      from: '  tags?: string[];',
      to: '  tags?: string[];\n  colour?: string[];',
    },
    names: [`${PREDICATES}/index.ts`],
    word: 'colour',
  },
  {
    what: 'a predicate that is defined, and not among the conditions',
    edit: { file: `${PREDICATES}/index.ts`, from: '  group,\n', to: '  group,\n  shape: group,\n' },
    names: [`${PREDICATES}/index.ts`],
    word: 'shape',
  },
  {
    what: 'the words of a predicate',
    edit: { file: `${PREDICATES}/tags.ts`, from: "  words: (list) => `tagged ${list.join(' or ')}`,\n", to: '' },
    names: [`${PREDICATES}/tags.ts`],
    word: "'words'",
  },
  {
    what: 'the row of a predicate in the documents',
    edit: { file: `${PREDICATES}/idle.ts`, from: '  description:', to: '  // description:' },
    names: [`${PREDICATES}/idle.ts`],
    word: "'description'",
  },
  {
    what: 'what reads a new kind of argument',
    edit: {
      file: `${PREDICATES}/predicate.ts`,
      from: '  calendar: string;',
      to: '  calendar: string;\n  moon: number;',
    },
    names: ['src/policy/conditions.ts'],
    word: 'moon',
  },
  {
    what: 'the adapter of a channel',
    edit: {
      file: 'src/channels/definitions.ts',
      from: '{ slack, email, webhook, teams }',
      to: '{ slack, email, webhook, teams, pager: teams }',
    },
    names: ['src/channels/adapters.ts'],
    word: 'pager',
  },
  {
    what: 'what the auditor says when a channel refuses us',
    edit: { file: 'src/channels/teams/definition.ts', from: '  refused:', to: '  // refused:' },
    names: ['src/channels/teams/definition.ts'],
    word: "'refused'",
  },
  {
    what: 'a command that takes arguments, without a definition',
    edit: {
      file: 'src/domain/ticket/commands.ts',
      from: '  unsnooze: object;',
      to: '  unsnooze: object;\n  pin: object;',
    },
    names: ['src/domain/ticket/commands.ts'],
    word: 'pin',
  },
  {
    what: 'what a command says when it is done',
    edit: { file: `${COMMANDS}/snooze.ts`, from: "  done: () => 'not snoozed any more',\n", to: '' },
    names: [`${COMMANDS}/snooze.ts`],
    word: "'done'",
  },
  {
    what: 'the line of a command in the help, and in the description of the intake',
    edit: { file: `${COMMANDS}/escalate.ts`, from: '  summary:', to: '  // summary:' },
    names: [`${COMMANDS}/escalate.ts`],
    word: "'summary'",
  },
  {
    what: 'which line of a timeline does what a command does',
    edit: { file: `${COMMANDS}/de-escalate.ts`, from: '  line: null,\n', to: '' },
    names: [`${COMMANDS}/de-escalate.ts`],
    word: "'line'",
  },
  {
    what: 'what a line of a timeline does that has the type of a decision',
    edit: {
      file: `${COMMANDS}/acknowledge.ts`,
      from: '  play: (ticket, { by }, now) => acknowledgedBy',
      to: '  // play: (ticket, { by }, now) => acknowledgedBy',
    },
    names: [`${COMMANDS}/acknowledge.ts`],
    word: "'play'",
  },
  {
    what: 'the words and fields of a decision that a command leaves',
    edit: {
      file: 'src/domain/ladder/decision.ts',
      from: 'export type PeoplesDecision = Acknowledged | Unacknowledged | Snoozed;',
      to: "interface Marked extends Of<'marked'> { by: string }\nexport type PeoplesDecision = Acknowledged | Unacknowledged | Snoozed | Marked;",
    },
    names: ['src/domain/ticket/commands.ts'],
    word: 'marked',
  },
  {
    what: 'the words for what lasts of a command, and that it lasts',
    edit: {
      file: 'src/domain/ticket/ticket.ts',
      from: '  snoozed?: Snooze;\n}',
      to: '  snoozed?: Snooze;\n  starred?: Snooze;\n}',
    },
    names: ['src/domain/ticket/commands.ts', 'src/domain/ticket/ticket.ts'],
    word: 'starred',
  },
];

describe('the compiler names', () => {
  const said = complaints(
    FORGOTTEN.map(({ edit }) => edit),
    [...new Set(FORGOTTEN.flatMap(({ names }) => names))],
  );

  it.each(FORGOTTEN)('$what', ({ names, word }) => {
    for (const file of names) {
      expect(said.filter((line) => line.startsWith(`${file}: `)).join('\n')).toMatch(
        new RegExp(`(?<!\\w)${word}(?!\\w)`),
      );
    }
  });
});
