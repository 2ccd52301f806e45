/** From columns and fields of an export to Rung's: names, constants, numbers and times that are written as text. */
import { NEW_TICKET, TICKET_KEYS } from '../../domain/forms/messages.js';
import { readJson } from '../../reading/json.js';
import { Failure } from '../failure.js';
import type { BackfillRow } from './source.js';

export interface Columns {
  /** By Rung's name (or one of the help desk's own, under which it is kept), the name of the column. */
  from: Readonly<Record<string, string>>;
  /** Values for all rows that have none. */
  constants: Readonly<Record<string, string>>;
}

/** Reads `name=column` and `name=value`. @throws Failure 2 */
export function readColumns(maps: readonly string[], sets: readonly string[]): Columns {
  return { from: pairs('--map', maps, 'ticketId=Id'), constants: pairs('--set', sets, 'slaHours=24') };
}

function pairs(option: string, texts: readonly string[], example: string): Record<string, string> {
  const all = texts.map((text): [string, string] => {
    const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === '' || name === '__proto__')
      throw new Failure(2, `${option}: ${JSON.stringify(text)} is not possible; write it as ${example}`);
    return [name.trim(), value];
  });
  return Object.fromEntries(all);
}

/** The row as a ticket to open. */
export function throughColumns(row: BackfillRow, { from, constants }: Columns): BackfillRow {
  if ('problem' in row.read) return row;
  const { ticket: given } = row.read;
  const taken = new Set(Object.values(from));
  const own = Object.entries(given).filter(([name, value]) => !taken.has(name) && !isBlank(value));
  const mapped = Object.entries(from).map(([name, column]): [string, unknown] => [name, given[column]]);
  const missing = Object.entries(constants).filter(([name]) =>
    isBlank(from[name] === undefined ? given[name] : given[from[name]]),
  );
  const ticket: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of [...own, ...mapped.filter(([, one]) => !isBlank(one)), ...missing]) {
    const read = valueOf(name, value);
    if ('problem' in read) problems.push(`${name}: ${read.problem}`);
    else put(ticket, name, read.value);
  }
  return { ...row, read: problems.length > 0 ? { problem: problems.join('; ') } : { ticket } };
}

/** An empty cell says nothing. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** `fields.product` is a field of the help desk's that rules may ask for. */
function put(ticket: Record<string, unknown>, name: string, value: unknown): void {
  const [, field] = /^fields\.(.+)$/.exec(name) ?? [];
  if (field === undefined) return define(ticket, name, value);
  const fields = (ticket['fields'] ?? {}) as Record<string, unknown>;
  define(fields, field, value);
  ticket['fields'] = fields;
}

function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

type Value = { value: unknown } | { problem: string };

const NUMBERS = ['amount', 'count', 'number'];

/** A text where Rung has a number, a time or a list becomes one; everything else stays as it is. */
function valueOf(name: string, value: unknown): Value {
  if (typeof value !== 'string' || !TICKET_KEYS.includes(name)) return { value };
  const { kind } = NEW_TICKET[name as keyof typeof NEW_TICKET].field;
  const text = value.trim();
  if (NUMBERS.includes(kind)) return /^[-+]?\d+(\.\d+)?$/.test(text) ? readJson(withoutZeros(text)) : { value };
  if (kind === 'instant') return { value: asInstant(text) };
  if (kind === 'words') return { value: text.split(/[,;]/).flatMap((one) => one.trim() || []) };
  return { value: text };
}

function withoutZeros(text: string): string {
  return text.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
}

/** `2026-01-05 09:00:00 +0100` as ISO-8601; what has no zone stays so, and is refused: nobody knows when it was. */
function asInstant(text: string): string {
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)$/.exec(text) ?? [];
  if (date === undefined || time === undefined || zone === undefined) return text;
  const offset = /^[A-Z]/.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return `${date}T${time.length === 5 ? `${time}:00` : time}${offset}`;
}
