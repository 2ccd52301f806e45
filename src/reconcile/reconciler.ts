/** The help desks that are read by their API: a mapping with `reconcile`, an address and a token each. */
import { readFile } from 'node:fs/promises';
import type { Milliseconds } from '../domain/rules/policy.js';
import { loadMappings } from '../intake/mapping/folder.js';
import type { Mapping } from '../intake/mapping/load.js';
import { deskVariable, type DeskSettings } from '../config/reconcile.js';
import { DeskError, openDesk } from './address.js';
import type { Network } from '../http/network.js';
import type { HelpDesk } from './desk.js';

export interface DeskReconciler {
  /** That of the mapping. */
  name: string;
  mapping: Mapping;
  lookBack: Milliseconds;
  /** Reads the token, which may have been exchanged meanwhile. @throws DeskError */
  open(): Promise<HelpDesk>;
}

export interface ReconcilerSettings {
  /** By the variable with the address. */
  desks: Readonly<Record<string, DeskSettings>>;
  /** A folder with mappings of one's own. */
  integrations?: string | undefined;
  network: Network;
}

/** @throws DeskError with every problem on a line, MappingError */
export async function loadReconcilers({ desks, integrations, network }: ReconcilerSettings): Promise<DeskReconciler[]> {
  if (Object.keys(desks).length === 0) return [];
  const mappings = await loadMappings(integrations);
  const problems: string[] = [];
  const reconcilers = Object.entries(desks).flatMap(([variable, settings]): DeskReconciler[] => {
    const mapping = mappings.find(({ name }) => deskVariable(name) === variable);
    if (!mapping?.reconcile) {
      const able = mappings.filter((one) => one.reconcile).map(({ name }) => deskVariable(name));
      problems.push(
        `${variable}: ${mapping ? 'its mapping has no "reconcile"' : 'there is no such mapping'}; there are ${able.join(', ')}`,
      );
      return [];
    }
    const { api, look_back: lookBack } = mapping.reconcile;
    const { address = '' } = settings;
    const hookPath = `/webhooks/${mapping.name}`;
    const opened = (token: string) => orNamed(variable, () => openDesk(api, address, token, network, hookPath));
    const problem = addressProblem(() => opened('probe@example.com/token:probe'));
    if (problem !== undefined) problems.push(problem);
    const open = async () => opened(await tokenOf(variable, settings));
    return [{ name: mapping.name, mapping, lookBack, open }];
  });
  if (problems.length > 0) throw new DeskError(problems.join('\n'));
  return reconcilers;
}

function addressProblem(open: () => HelpDesk): string | undefined {
  try {
    open();
    return undefined;
  } catch (error) {
    if (error instanceof DeskError) return error.message;
    throw error;
  }
}

function orNamed<T>(variable: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof DeskError) throw new DeskError(`${variable}: ${error.message}`);
    throw error;
  }
}

async function tokenOf(variable: string, { token, tokenFile }: DeskSettings): Promise<string> {
  const text =
    token ??
    (await readFile(tokenFile ?? '', 'utf8').catch((cause: unknown) => {
      const why = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      throw new DeskError(`${variable}_TOKEN_FILE: the file cannot be read (${why})`);
    }));
  const trimmed = text.trim();
  // The key of a GitHub App has several lines; no other token has a blank in it.
  const form = trimmed.includes('\n') ? /^[\x20-\x7e\r\n]+$/ : /^[\x21-\x7e]+$/;
  if (!form.test(trimmed)) throw new DeskError(`${variable}_TOKEN: this cannot be a token`);
  return trimmed;
}
