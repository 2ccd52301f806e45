/** Writes the published JSON Schemas, and the tables of docs/messages.md that are made of them: `npm run schemas`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { messagesPage } from './messages-page.js';
import { policyForm } from '../src/policy/schema.js';
import { jsonSchemaOf, publishedSchemas } from '../src/schemas/published.js';

/** Every file that is made of the schemas, with its text, by its path. */
export async function schemaFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const add = async (path: string, text: string) => {
    files.set(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  };
  const policy = { title: 'Policy', description: 'A policy file: docs/policy.md.', ...jsonSchemaOf(policyForm) };
  for (const [name, schema] of Object.entries({ ...publishedSchemas(), policy })) {
    await add(`docs/schemas/${name}.json`, JSON.stringify(schema));
  }
  await add('docs/messages.md', messagesPage(await readFile('docs/messages.md', 'utf8')));
  return files;
}

if (process.argv[1] === import.meta.filename) {
  await mkdir('docs/schemas', { recursive: true });
  for (const [path, text] of await schemaFiles()) await writeFile(path, text);
}
