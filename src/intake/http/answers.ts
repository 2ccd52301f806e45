/** What answers look like, for the document; and the parts of it that every address has. */
import { z } from 'zod';
import type { Needed } from '../access/access.js';
import { PROBLEM_TYPE } from './problem.js';

const problem = z
  .object({
    type: z.string().meta({ examples: ['urn:rung:problem:invalid-content'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('A sentence for people.'),
    instance: z.string().describe('This request, as the log names it.'),
    errors: z
      .array(z.object({ pointer: z.string().describe('JSON pointer into the body.'), detail: z.string() }))
      .optional()
      .describe('Everything that is wrong, all at once.'),
  })
  .meta({ id: 'Problem', description: 'What is wrong, as RFC 9457 has it.' });

const REASONS: Record<number, string> = {
  400: 'The request cannot be read.',
  401: 'It is not known who asks.',
  403: 'The key has not the scope that this takes.',
  404: 'There is nothing of that name.',
  408: 'The request took too long to arrive.',
  409: 'The engine refuses.',
  413: 'The request is too large.',
  415: 'The media type is not read.',
  422: 'The request can be read and cannot be used.',
  429: 'Too many requests; `Retry-After` says when to come again.',
  503: 'It cannot be done now; `Retry-After` says when to come again.',
};

/** Statuses that any address may answer with, by what it takes. */
const ALWAYS = [400, 429];
const WITH_KEY = [401, 403, 503];
const WITH_BODY = [408, 413, 415, 422];

/** An answer for people: HTML. */
export interface Page {
  description: string;
  content: Record<'text/html', { schema: z.ZodType }>;
}

export function page(description: string): Page {
  return { description, content: { 'text/html': { schema: z.string() } } };
}

export interface Described {
  summary: string;
  description?: string;
  tag: 'tickets' | 'facts' | 'commands' | 'webhooks' | 'people' | 'other';
  needs: Needed;
  params?: z.ZodType;
  querystring?: z.ZodType;
  body?: z.ZodType;
  headers?: z.ZodType;
  /** By status, beside those that any address has. */
  answers: Record<number, z.ZodType | Page>;
  /** Problems of this address, beside those that any has. */
  problems?: readonly number[];
}

/** The options of a route, from what is said of it. */
export function described({ summary, description, tag, needs, answers, problems = [], ...parts }: Described) {
  const statuses = new Set([
    ...ALWAYS,
    ...(needs === 'public' ? [] : WITH_KEY),
    ...(parts.body ? WITH_BODY : []),
    ...(parts.querystring || parts.params ? [422] : []),
    ...problems,
  ]);
  const given = Object.fromEntries(Object.entries(parts).filter(([, schema]) => schema !== undefined));
  const refusals = [...statuses]
    .sort()
    .map((status) => [status, { description: REASONS[status], content: { [PROBLEM_TYPE]: { schema: problem } } }]);
  return {
    config: { needs },
    schema: {
      ...given,
      summary,
      ...(description !== undefined && { description }),
      tags: [tag],
      ...(needs !== 'public' && { security: [{ key: [needs] }] }),
      response: { ...answers, ...(Object.fromEntries(refusals) as object) },
    },
  };
}
