/** Requests made from the OpenAPI document: what it allows, and what is next to it. */
import fc from 'fast-check';
import { codePoint } from '../../support/code-point.js';

export interface Operation {
  method: 'GET' | 'POST';
  path: string;
  parameters: { name: string; in: string; schema: Schema }[];
  body?: Schema;
  statuses: string[];
}

/** As much of JSON Schema as the document has. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document is what it is
type Schema = Record<string, any>;

export function operationsOf(document: Schema): Operation[] {
  return Object.entries(document['paths'] as Record<string, Schema>).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Schema>).map(([method, operation]) => ({
      method: method.toUpperCase() as Operation['method'],
      path,
      parameters: ((operation['parameters'] ?? []) as Schema[]).map(({ example, ...one }) => ({
        ...one,
        schema: { ...one['schema'], ...(example !== undefined && { examples: [example] }) },
      })) as Operation['parameters'],
      ...(operation['requestBody'] && { body: operation['requestBody'].content['application/json'].schema as Schema }),
      statuses: Object.keys(operation['responses'] as object),
    })),
  );
}

export interface Request {
  operation: Operation;
  url: string;
  headers: Record<string, string>;
  payload?: string;
}

/** Half of them have nothing that the document does not allow, so that each operation is carried out often. @param hostile texts to be strewn in */
export function requests(operations: Operation[], hostile: readonly string[]): fc.Arbitrary<Request> {
  const junk = fc.oneof(fc.anything({ maxDepth: 3, withNullPrototype: false }), fc.constantFrom(...hostile));
  // Texts at random take long to make ready: once for each operation.
  const ready = new Map(operations.map((one) => [one, [true, false].map((isRight) => requestsOf(one, isRight, junk))]));
  return fc
    .tuple(fc.constantFrom(...operations), fc.boolean())
    .chain(([operation, isRight]) => ready.get(operation)![isRight ? 0 : 1]!);
}

function requestsOf(operation: Operation, isRight: boolean, junk: fc.Arbitrary<unknown>): fc.Arbitrary<Request> {
  const { method, path, parameters, body } = operation;
  const strewn = isRight ? undefined : junk;
  const named = Object.fromEntries(parameters.map(({ name, schema }) => [name, valueOf(schema, strewn)]));
  return fc
    .record({
      given: fc.record(named, {
        requiredKeys: parameters.filter((one) => one.in === 'path').map(({ name }) => name),
      }),
      payload: body && isRight ? valueOf(body, undefined).map(toJson) : payloadOf(body, junk),
    })
    .map(({ given, payload }): Request => {
      const text = (name: string) => String((given as Record<string, unknown>)[name]);
      const there = (place: string) =>
        parameters.filter((one) => one.in === place && Object.hasOwn(given, one.name)).map(({ name }) => name);
      const url = there('path').reduce((address, name) => address.replace(`{${name}}`, inAddress(text(name))), path);
      const query = there('query').map((name) => `${name}=${inAddress(text(name))}`);
      const inHeader = (value: string) => value.replace(/[^\x20-\x7e]/g, '?');
      return {
        operation,
        url: query.length === 0 ? url : `${url}?${query.join('&')}`,
        headers: {
          ...Object.fromEntries(there('header').map((name) => [name, inHeader(text(name))])),
          ...(method === 'POST' && { 'content-type': 'application/json' }),
        },
        ...(method === 'POST' && { payload }),
      };
    });
}

/** An empty step, and one of dots, would be another address. */
function inAddress(text: string): string {
  return /^\.{0,2}$/.test(text) ? '%20' : encodeURIComponent(Buffer.from(text).toString());
}

function payloadOf(schema: Schema | undefined, junk: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const right = (schema ? valueOf(schema, junk) : junk).map(toJson);
  return fc.oneof(
    { weight: 12, arbitrary: right },
    { weight: 1, arbitrary: junk.map(toJson) },
    { weight: 1, arbitrary: fc.tuple(right, fc.nat(200)).map(([text, at]) => text.slice(0, at)) },
    { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 60 }) },
  );
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '';
}

/** A value that the schema allows: with `junk`, one time in twelve that; without, an example where there is one, but for instants. */
function valueOf(schema: Schema, junk: fc.Arbitrary<unknown> | undefined): fc.Arbitrary<unknown> {
  const right = rightValue(schema, junk);
  return junk ? fc.oneof({ weight: 11, arbitrary: right }, { weight: 1, arbitrary: junk }) : right;
}

function rightValue(schema: Schema, junk: fc.Arbitrary<unknown> | undefined): fc.Arbitrary<unknown> {
  const anyOf = (schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined;
  if (anyOf) return fc.oneof(...anyOf.map((one) => rightValue(one, junk)));
  if (schema['const'] !== undefined) return fc.constant(schema['const'] as unknown);
  if (schema['enum']) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const examples = (schema['examples'] ?? []) as unknown[];
  const example = examples.length > 0 ? [fc.constantFrom(...examples)] : [];
  if (!junk && example[0] && schema['format'] !== 'date-time') return example[0];
  const type = [schema['type']].flat()[0] as string | undefined;
  switch (type) {
    case 'object': {
      const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
      const members = Object.fromEntries(properties.map(([name, one]) => [name, valueOf(one, junk)]));
      return fc.record(members, { requiredKeys: (schema['required'] ?? []) as string[] });
    }
    case 'array':
      return fc.array(valueOf((schema['items'] ?? {}) as Schema, junk), { maxLength: 5 });
    case 'integer':
      return fc.oneof(...example, fc.integer({ min: Math.max(-5, (schema['minimum'] as number) ?? -5), max: 600 }));
    case 'number':
      return fc.oneof(...example, fc.double({ min: -1, max: 1, noNaN: true }));
    case 'boolean':
      return fc.boolean();
    case 'string':
      return schema['format'] === 'date-time'
        ? fc.oneof(
            ...example,
            fc
              .date({ min: new Date('2020-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
              .map((at) => at.toISOString()),
          )
        : fc.oneof(
            ...example,
            fc.string({ maxLength: 20 }),
            fc.string({ unit: codePoint, minLength: 1, maxLength: 210 }),
          );
    default:
      return junk ?? fc.jsonValue({ maxDepth: 3 });
  }
}
