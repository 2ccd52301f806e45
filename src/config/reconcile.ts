/** Where the APIs of help desks are, and the tokens for them: variables whose names depend on the mappings. */
import { variableFor } from '../reading/variable.js';
import type { ConfigProblem } from './index.js';

/** What the environment says of one help desk's API. */
export interface DeskSettings {
  /** Its address; several, separated by commas, where the help desk has several. */
  address?: string;
  token?: string;
  tokenFile?: string;
}

const VARIABLE = /^RUNG_RECONCILE_([A-Z0-9][A-Z0-9_]*?)(_TOKEN|_TOKEN_FILE)?$/;
/** A setting like others. */
const EVERY = 'RUNG_RECONCILE_EVERY';

/** Whether a variable is one of these. */
export function isDeskVariable(name: string): boolean {
  return name !== EVERY && VARIABLE.test(name);
}

/** The variable that holds the address: `RUNG_RECONCILE_MY_DESK` for the mapping `my-desk`. */
export function deskVariable(name: string): string {
  return variableFor('RUNG_RECONCILE', name);
}

/** Those of the environment, by the variable with the address; what goes together is there, or a problem. */
export function readDesks(env: Readonly<Record<string, string | undefined>>): {
  desks: Record<string, DeskSettings>;
  problems: ConfigProblem[];
} {
  const desks: Record<string, DeskSettings> = {};
  for (const name of Object.keys(env).filter(isDeskVariable).sort()) {
    const value = env[name]?.trim();
    if (!value) continue;
    const [, , part] = VARIABLE.exec(name)!;
    const variable = name.slice(0, name.length - (part?.length ?? 0));
    const key = part === '_TOKEN' ? 'token' : part === '_TOKEN_FILE' ? 'tokenFile' : 'address';
    desks[variable] = { ...desks[variable], [key]: value };
  }
  const problems = Object.entries(desks).flatMap(([variable, { address, token, tokenFile }]): ConfigProblem[] => {
    if (token !== undefined && tokenFile !== undefined)
      return [
        { name: `${variable}_TOKEN_FILE`, message: `is set and so is ${variable}_TOKEN`, expected: 'set one of them' },
      ];
    if (address === undefined)
      return [
        { name: variable, message: 'is not set, and a token for it is', expected: "set it to the help desk's address" },
      ];
    if (token === undefined && tokenFile === undefined)
      return [
        { name: variable, message: `is set without ${variable}_TOKEN`, expected: 'set that, or the same with _FILE' },
      ];
    return [];
  });
  return { desks, problems };
}
