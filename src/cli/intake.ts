/** The intake as a command runs it. */
import { listen, NoKeysError, type Listening } from '../intake/listen.js';
import { SecretsError } from '../intake/secrets.js';
import { Failure } from './failure.js';
import { packageVersion } from './package.js';
import { policyFile } from './policy-file.js';
import type { CliSettings } from './settings.js';
import { print, type Terminal } from './terminal.js';

/** @param options `anyPort`: another port will do if the one of the settings is in use @throws Failure, MappingError, PolicyError */
export async function startIntake(
  settings: CliSettings,
  terminal: Terminal,
  options: { anyPort?: true; quiet?: true } = {},
): Promise<Listening> {
  const { env, stderr } = terminal;
  try {
    return await listen({
      ...settings,
      ...(options.anyPort && { anyPort: true as const }),
      policyFile: policyFile(undefined, terminal),
      env,
      version: packageVersion(),
      say: (line) => (options.quiet ? undefined : print(stderr, line)),
      log: { write: (line) => stderr.write(line) },
    });
  } catch (error) {
    if (!(error instanceof NoKeysError || error instanceof SecretsError)) throw error;
    throw new Failure(2, error.message, { cause: error });
  }
}
