/** The secrets that a help desk signs with: from the environment, or from a file that the environment names. */
import { secretsIn } from '../reading/secrets.js';
import { variableFor } from '../reading/variable.js';
import type { NotVerified } from './signatures/verdict.js';

/** How many secrets are valid at once: an old and a new one, for two ways of proving who sent it. */
const MOST = 4;

/** The variable that holds a mapping's secrets: `RUNG_WEBHOOK_ZENDESK_TRIGGER` for `zendesk-trigger`. */
export function secretsVariable(name: string): string {
  return variableFor('RUNG_WEBHOOK', name);
}

/** Why a delivery is not genuine, in a sentence; where there is no secret it names the variable. */
export function refusalWords(name: string, { reason, message }: NotVerified): string {
  return reason === 'no-secret' ? `${message}; ${secretsVariable(name)} is where the intake looks for it` : message;
}

/** The secrets cannot be used. The message holds nothing of them. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}

/**
 * Reads the secrets of a mapping, two or more separated by commas; none when neither variable is set.
 *
 * @param readFile reads the file that `…_FILE` names
 * @throws SecretsError when both are set, the file cannot be read, or there are too many
 */
export async function readSecrets(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string>,
): Promise<string[]> {
  const variable = secretsVariable(name);
  const inline = env[variable]?.trim();
  const file = env[`${variable}_FILE`]?.trim();
  if (inline && file) throw new SecretsError(`${variable}_FILE: is set and so is ${variable}; set one of them`);
  let text = inline ?? '';
  if (file) {
    try {
      text = await readFile(file);
    } catch (cause) {
      const why = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      throw new SecretsError(`${variable}_FILE: the file cannot be read (${why}); name a file that holds the secret`, {
        cause,
      });
    }
  }
  const secrets = secretsIn(text);
  if (secrets.length > MOST) {
    throw new SecretsError(`${variable}: holds ${secrets.length} secrets; at most ${MOST}, separated by commas`);
  }
  return secrets;
}
