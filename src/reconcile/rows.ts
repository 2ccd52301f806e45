/** What is read of answers of APIs: nobody promises their form. */
import { parseInstant } from '../domain/time/instant.js';
import type { Instant } from '../domain/rules/policy.js';

export type Row = Readonly<Record<string, unknown>>;

/** An object; an empty one for anything else. */
export function rowOf(value: unknown): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {};
}

/** The objects of a list; none for anything else. */
export function rowsOf(value: unknown): Row[] {
  return Array.isArray(value)
    ? (value as unknown[]).filter((one): one is Row => typeof one === 'object' && one !== null)
    : [];
}

/** A text or a number as text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** An id that may stand in a path: digits only. */
export function idOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^\d{1,20}$/.test(text) ? text : undefined;
}

/** ISO-8601, or seconds since 1970; undefined for what is no instant. */
export function whenOf(value: unknown): Instant | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.floor(value * 1000) : undefined;
  return typeof value === 'string' ? parseInstant(value) : undefined;
}

/** Lists of at most `size`. */
export function piecesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
