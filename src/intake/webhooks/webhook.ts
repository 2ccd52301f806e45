/** The help desks that are connected: a mapping each, and the secrets that its deliveries are signed with. */
import { readFile } from 'node:fs/promises';
import { loadMappings } from '../mapping/folder.js';
import type { Mapping } from '../mapping/load.js';
import { readSecrets, SecretsError, secretsVariable } from '../secrets.js';

export interface Webhook {
  mapping: Mapping;
  secrets: WebhookSecrets;
}

/** Secrets of one mapping. Those in a file are read again when one does not fit. */
export class WebhookSecrets {
  private lookedAt = 0;

  private constructor(
    private known: readonly string[],
    private readonly look: () => Promise<string[]>,
  ) {}

  /** @throws SecretsError */
  static async read(name: string, env: Environment): Promise<WebhookSecrets> {
    const look = () => readSecrets(name, env, (path) => readFile(path, 'utf8'));
    return new WebhookSecrets(await look(), look);
  }

  get current(): readonly string[] {
    return this.known;
  }

  /** Whether there are others now than before; looks every two seconds at most. */
  async changed(now = Date.now()): Promise<boolean> {
    if (now - this.lookedAt < 2_000) return false;
    this.lookedAt = now;
    const before = this.known.join('\n');
    try {
      this.known = await this.look();
    } catch (error) {
      // While a file is exchanged the old secrets go on.
      if (!(error instanceof SecretsError)) throw error;
    }
    return this.known.join('\n') !== before;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every mapping: those that come with Rung, and those of a folder, which may replace one of ours by its name.
 * @throws MappingError with all problems of all files; SecretsError
 */
export async function loadWebhooks(env: Environment, folder?: string): Promise<Webhook[]> {
  const mappings = await loadMappings(folder);
  return Promise.all(
    mappings.map(async (mapping) => ({ mapping, secrets: await WebhookSecrets.read(mapping.name, env) })),
  );
}

/** Those with a secret. */
export function connected(webhooks: readonly Webhook[]): Webhook[] {
  return webhooks.filter(({ secrets }) => secrets.current.length > 0);
}

/** What is said at the start: which are connected, and what the others lack. */
export function connectionWords(webhooks: readonly Webhook[]): string {
  const names = (some: readonly Webhook[]) => some.map(({ mapping }) => mapping.name).join(', ');
  const ready = connected(webhooks);
  const others = webhooks.filter(({ secrets }) => secrets.current.length === 0);
  const example = others[0] && secretsVariable(others[0].mapping.name);
  return [
    ready.length === 0 ? 'No webhook is connected' : `Webhooks are connected: ${names(ready)}`,
    ...(example === undefined ? [] : [`${names(others)}: no secret, such as ${example}`]),
  ].join('; ');
}
