/** `rung key`: who may use the intake. */
import { Option, type Command } from 'commander';
import { iso } from '../../domain/time/instant.js';
import type { ApiKey, ApiKeyStore, Scope } from '../../store/intake-port.js';
import { Failure } from '../failure.js';
import { print, type Terminal } from '../terminal.js';

interface Making {
  scope: Scope[];
  note: string;
  expires?: number;
  json?: true;
}

const SCOPES = ['read', 'write', 'command', 'admin'] as const satisfies Scope[];
const LONGEST_NOTE = 200;

export function keyCommand(program: Command, terminal: Terminal): void {
  const key = program
    .command('key')
    .summary('make, list and revoke keys of the intake')
    .description(
      'Keys let programs use the intake. A scope is what a key may do: read (state, lists, simulations), write (tickets and facts), ' +
        'command (what people ask for), admin (everything that looks after the intake). No scope has another in it.',
    );
  key
    .command('create')
    .summary('make a key')
    .description('Makes a key and prints it, once: only a hash of it is kept.')
    .addOption(
      new Option('--scope <scopes>', 'what it may do, separated by commas').argParser(readScopes).makeOptionMandatory(),
    )
    .option('--note <text>', 'what it is for', '')
    .addOption(
      new Option('--expires <time>', 'how long it is valid, such as 90d (default: for ever)').argParser(readExpiry),
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ rung key create --scope read,write --note "help desk"')
    .action((options: Making) => create(options, terminal));
  key
    .command('list')
    .summary('list the keys')
    .description('Lists the keys, the newest first: their ids, never the keys themselves.')
    .option('--json', 'print one JSON object per key')
    .addHelpText('after', '\nExample:\n  $ rung key list')
    .action((options: { json?: true }) => list(options, terminal));
  key
    .command('revoke')
    .summary('revoke a key')
    .description('Revokes a key, for good. An intake that runs hears of it within 5 s.')
    .argument('<id>', 'its id, as `rung key list` shows it; or the key itself')
    .addHelpText('after', '\nExample:\n  $ rung key revoke k3v9x2m4q8zt')
    .action((id: string) => revoke(id, terminal));
}

function readScopes(text: string): Scope[] {
  const words = [...new Set(text.split(',').map((word) => word.trim()))];
  const wrong = words.find((word) => !SCOPES.includes(word as Scope));
  if (wrong === undefined) return words as Scope[];
  throw new Failure(2, `--scope: there is no scope ${JSON.stringify(wrong)}; there are ${SCOPES.join(', ')}`);
}

async function create({ scope, note, expires, json }: Making, terminal: Terminal): Promise<void> {
  if (note.length > LONGEST_NOTE || /\p{C}/u.test(note))
    throw new Failure(2, `--note: must be a line of at most ${LONGEST_NOTE} characters`);
  const { makeKey } = await import('../../intake/access/keys.js');
  const now = Date.now();
  const { key, kept } = makeKey({ scopes: scope, note, expiresAt: expires === undefined ? null : now + expires }, now);
  await withKeys(terminal, (keys) => keys.add(kept));
  if (json) return print(terminal.stdout, JSON.stringify({ key, ...shown(kept) }));
  print(terminal.stderr, `Keep this key: it is shown only now. Its id is ${kept.id}.`);
  print(terminal.stdout, key);
}

/** In milliseconds. */
function readExpiry(text: string): number {
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  const length = Number(count) * (unit === 'd' ? 86_400_000 : 3_600_000);
  if (length > 0) return length;
  throw new Failure(2, `--expires: ${JSON.stringify(text)} is no length of time; write it as 12h or 90d`);
}

async function list({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const keys = await withKeys(terminal, (store) => store.list());
  if (json) return keys.forEach((key) => print(terminal.stdout, JSON.stringify(shown(key))));
  if (keys.length === 0) return print(terminal.stdout, 'No keys.');
  const { table } = await import('../table.js');
  const { fromNow } = await import('../words/time.js');
  const now = Date.now();
  const rows = keys.map((key) => [
    key.id,
    key.scopes.join(','),
    standing(key, now),
    fromNow(key.createdAt, now),
    key.note,
  ]);
  for (const row of table([['Id', 'Scopes', 'Is', 'Made', 'Note'], ...rows])) print(terminal.stdout, row);
}

function standing({ revokedAt, expiresAt }: ApiKey, now: number): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'valid';
  return expiresAt > now ? `valid until ${iso(expiresAt)}` : 'expired';
}

async function revoke(text: string, terminal: Terminal): Promise<void> {
  const id = /^rung_([a-z0-9]{12})_/.exec(text)?.[1] ?? text;
  if (!/^[a-z0-9]{12}$/.test(id))
    throw new Failure(2, 'the id of a key has 12 letters and digits; `rung key list` shows it');
  const known = await withKeys(terminal, (keys) => keys.revoke(id, Date.now()));
  if (!known) throw new Failure(1, `there is no key ${id}`);
  print(terminal.stdout, `${id}: revoked`);
}

function shown({ id, scopes, note, createdAt, expiresAt, revokedAt }: ApiKey) {
  const when = (at: number | null) => (at === null ? null : iso(at));
  return { id, scopes, note, createdAt: iso(createdAt), expiresAt: when(expiresAt), revokedAt: when(revokedAt) };
}

async function withKeys<T>(terminal: Terminal, work: (keys: ApiKeyStore) => Promise<T>): Promise<T> {
  const { readSettings } = await import('../settings.js');
  const { connectStore } = await import('../../store/mongo.js');
  const { config } = await readSettings(terminal);
  const store = connectStore(config.mongodbUri);
  try {
    return await work(store.apiKeys);
  } finally {
    await store.close();
  }
}
