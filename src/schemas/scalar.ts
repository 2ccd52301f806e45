/** Fields as zod schemas: judged by src/reading/field.ts, described by the same data. */
import { z } from 'zod';
import { TICKET_ID, type Field, type ValueOf } from '../domain/forms/field.js';
import { readField, type KnownWords } from '../reading/field.js';

/** What a field is, for readers of the published schemas. */
export interface About {
  description: string;
  examples: unknown[];
}

/** The schema of a field. Its input is whatever comes; JSON Schema says what should. */
export function scalar<const F extends Field>(field: F, about: About, known?: KnownWords) {
  return z
    .unknown()
    .transform((value, context): ValueOf<F> => readInto(context, field, value, known))
    .meta({ ...jsonSchemaOf(field, known), ...about });
}

/** The same where it may be absent; null counts as absent. One transformation does both: lines of timelines are read by the million. */
export function optionalScalar<const F extends Field>(field: F, about: About, known?: KnownWords) {
  const { type, enum: names, ...rest } = jsonSchemaOf(field, known);
  const orNull = { ...rest, type: [type, 'null'], ...(names && { enum: [...names, null] }) };
  return z
    .unknown()
    .transform((value, context): ValueOf<F> | undefined =>
      value === null || value === undefined ? undefined : readInto(context, field, value, known),
    )
    .optional()
    .meta({ ...orNull, ...about });
}

function readInto<F extends Field>(context: z.RefinementCtx, field: F, value: unknown, known?: KnownWords): ValueOf<F> {
  const read = readField(field, value, known);
  if ('value' in read) return read.value;
  context.addIssue({ code: 'custom', message: read.objection, input: value });
  return z.NEVER;
}

/** No control characters; classes of characters are not known to every reader of JSON Schema. */
const LINE = '^[^\\u0000-\\u001F\\u007F-\\u009F]+$';

function jsonSchemaOf(field: Field, known: KnownWords | undefined): z.core.JSONSchema.BaseSchema {
  switch (field.kind) {
    case 'word':
      if (known?.only) return { type: 'string', enum: [...known.names] };
      return { type: 'string', minLength: 1, maxLength: field.longest, pattern: LINE };
    case 'line':
      return { type: 'string', minLength: 1, maxLength: field.longest, pattern: LINE };
    case 'text':
      return { type: 'string', maxLength: field.longest };
    case 'ticket-id':
      return { type: 'string', pattern: TICKET_ID.source };
    case 'number':
      return { type: 'number', minimum: field.least, maximum: field.most };
    case 'amount':
      return { type: 'number', exclusiveMinimum: 0, maximum: field.most };
    case 'count':
      return { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'choice':
      return { type: 'string', enum: [...field.of] };
    case 'words':
      return {
        type: 'array',
        maxItems: field.most,
        items: { type: 'string', minLength: 1, maxLength: field.longest, pattern: LINE },
      };
    case 'values':
      return {
        type: 'object',
        maxProperties: field.most,
        additionalProperties: {
          type: field.removable ? (['string', 'null'] as never) : 'string',
          minLength: 1,
          maxLength: field.longest,
        },
      };
  }
}
