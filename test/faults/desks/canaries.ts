/** What customers wrote, and secrets of help desks, are looked for wherever a deployment keeps or shows something. */
import { seen } from '../../intake/http/canaries.js';
import { ALL_SECRETS } from '../../intake/http/desks.js';
import type { Expectation } from '../ledger/expectation.js';
import type { Finding } from '../ledger/finding.js';
import type { Stage } from '../world/stage.js';
import type { HelpDesks } from './help-desks.js';

export async function leaks(stage: Stage, desks: HelpDesks, expectations: readonly Expectation[]): Promise<Finding[]> {
  const { workers } = stage;
  const metrics = await (await fetch(`http://${desks.metrics}/metrics`)).text();
  const attributes = await searchAttributes(stage);
  const places: Record<string, string> = {
    'a history': expectations.flatMap(({ runs }) => runs.map(({ history }) => textIn(history))).join(''),
    'the search attributes and memos': attributes,
    'the metrics of the worker': metrics,
    'the log of a worker': (await Promise.all(workers.map((worker) => worker.written()))).join(''),
    'the log of an intake': (await Promise.all(desks.intakes.map((intake) => intake.written()))).join(''),
    'the database': await databaseText(stage),
  };
  const found = Object.entries(places).flatMap(([place, text]) => {
    const secrets = Object.entries(ALL_SECRETS).filter(([, secret]) => text.includes(secret));
    return [...seen(text), ...secrets.map(([name]) => name)].map((what) => `${place} holds ${what}`);
  });
  // Nothing is found where nothing is.
  const { ticketId } = expectations[0]!;
  const empty = [
    ...(metrics.includes('\nrung_spilled_facts{') ? [] : ['the metrics of the worker are not there']),
    ...(attributes.includes('L2') ? [] : ['the search attributes are not there']),
    ...(places['a history']!.includes(ticketId) ? [] : ['the histories are not there']),
    ...(places['the database']!.includes(ticketId) ? [] : ['the database is not there']),
  ];
  return [...found, ...empty].map((what) => ({ kind: 'different', what }));
}

async function searchAttributes({ client, id }: Stage): Promise<string> {
  const texts: string[] = [];
  for await (const { typedSearchAttributes, memo } of client.workflow.list({ query: `TaskQueue = '${id}'` }))
    texts.push(JSON.stringify([typedSearchAttributes.getAll(), memo]));
  return texts.join('\n');
}

async function databaseText({ db }: Stage): Promise<string> {
  const collections = await db.listCollections().toArray();
  const all = collections.map(({ name }) => db.collection(name).find().toArray());
  return JSON.stringify(await Promise.all(all));
}

function textIn(value: unknown): string {
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString()}\n`;
  if (typeof value === 'string') return `${value}\n`;
  return typeof value === 'object' && value !== null ? Object.values(value).map(textIn).join('') : '';
}
