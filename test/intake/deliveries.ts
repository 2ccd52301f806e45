/** Deliveries for tests: those that were given, and others made in their likeness. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import { loadMapping, type Mapping } from '../../src/intake/mapping/load.js';
import type { FactLine, Told } from '../../src/intake/mapping/facts.js';
import { tell } from '../../src/intake/mapping/run.js';

export interface GivenDelivery {
  name: string;
  receivedAt?: string;
  path: string;
  headers: Record<string, string>;
  rawBody: string;
  expect: Record<string, unknown>;
}

export interface Given {
  secret?: string;
  bearer?: string;
  previousSecret?: string;
  deliveries: GivenDelivery[];
}

/** In the sources, also where this has been built. */
const PAYLOADS = join(PACKAGE_ROOT, 'test', 'intake', 'payloads');

/** The given deliveries of a source. */
export function given(file: string): Given {
  return JSON.parse(readFileSync(join(PAYLOADS, `${file}.json`), 'utf8')) as Given;
}

/** A body, as far as tests change parts of it. */
export type Body = Record<string, Record<string, unknown>>;

/** One of them, its body read. */
export function bodyOf(file: string, name: string): Body {
  const delivery = given(file).deliveries.find((one) => one.name === name)!;
  return JSON.parse(delivery.rawBody) as Body;
}

const mappings = new Map<string, Promise<Mapping>>();

/** A mapping that comes with Rung. */
export function mapping(name: string): Promise<Mapping> {
  const file = join(PACKAGE_ROOT, 'integrations', `${name}.yaml`);
  if (!mappings.has(name)) mappings.set(name, loadMapping(file));
  return mappings.get(name)!;
}

export const RECEIVED = Date.parse('2026-11-29T10:00:00Z');

/** What a body becomes. */
export async function told(
  name: string,
  body: unknown,
  how: { headers?: Record<string, string>; path?: string[]; receivedAt?: number } = {},
): Promise<Told> {
  const { headers = {}, path = [], receivedAt = RECEIVED } = how;
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return tell(await mapping(name), {
    headers: { 'content-type': 'application/json', ...headers },
    body: bytes,
    path,
    receivedAt,
  });
}

/** A line without what every line has: `ticket_changed {"status":"open"}`. */
function short({ at: _at, ticketId: _id, eventId: _event, type, ...rest }: FactLine): string {
  return Object.keys(rest).length === 0 ? type : `${type} ${JSON.stringify(rest)}`;
}

/** What a delivery becomes, in short: its lines, or why there are none. */
export function inShort({ facts, ignored }: Told): string[] {
  return facts.length === 0 ? [`ignored: ${ignored}`] : facts.map(short);
}
