/** Makes sure that Temporal knows Rung's search attributes: an unregistered one would block every ticket. */
import type { NativeConnection } from '@temporalio/worker';
import { isGrpcServiceError } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import proto from '@temporalio/proto';
import { EngineUnavailableError } from '../client/errors.js';
import { SEARCH_ATTRIBUTES } from '../workflows/contract.js';

type Key = (typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES];

/** Attributes are missing and could not be registered, or are of another type; the message says which commands mend it. */
export class SearchAttributesMissingError extends Error {
  override readonly name = 'SearchAttributesMissingError';
  readonly code = 'SEARCH_ATTRIBUTES_MISSING';
}

/** gRPC's codes for PERMISSION_DENIED and UNIMPLEMENTED. */
const REFUSED: readonly unknown[] = [7, 12];

/**
 * Registers what is missing, where this may be done. Where it may not even be looked, `say` gets the commands for all of
 * them, and they are taken for registered.
 *
 * @throws SearchAttributesMissingError
 */
export async function ensureSearchAttributes(
  connection: Pick<NativeConnection, 'operatorService'>,
  namespace: string,
  say: (line: string) => void,
): Promise<void> {
  const keys: Key[] = Object.values(SEARCH_ATTRIBUTES);
  const registered = await registeredAttributes(connection, namespace);
  if (!registered) {
    say(
      `This worker may not see which search attributes Temporal knows, and takes all ${keys.length} for registered; ` +
        `without them no ticket is watched. ${remedy(keys, namespace)}`,
    );
    return;
  }
  const wrong = keys.filter((key) => (registered[key.name] ?? typeOf(key)) !== typeOf(key));
  if (wrong.length > 0) throw new SearchAttributesMissingError(ofAnotherType(wrong, namespace));
  const missing = keys.filter((key) => !(key.name in registered));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((key) => [key.name, typeOf(key)])),
    });
  } catch (cause) {
    throw new SearchAttributesMissingError(
      `Temporal does not know the search attributes ${missing.map(({ name }) => name).join(', ')}, and this worker could not register them ` +
        `(${(cause as Error).message}). ${remedy(missing, namespace)}`,
      { cause },
    );
  }
}

/** Types by name; undefined: this worker may not ask. */
async function registeredAttributes(
  { operatorService }: Pick<NativeConnection, 'operatorService'>,
  namespace: string,
): Promise<Record<string, unknown> | undefined> {
  try {
    return (await operatorService.listSearchAttributes({ namespace })).customAttributes;
  } catch (error) {
    if (isGrpcServiceError(error) && REFUSED.includes(error.code)) return undefined;
    const message = `Temporal does not say which search attributes it knows: ${(error as Error).message}`;
    throw new EngineUnavailableError(message, { cause: error });
  }
}

function ofAnotherType(keys: Key[], namespace: string): string {
  const types = keys.map(({ name, type }) => `${name} has to be ${typeName(type)}`).join(', ');
  return (
    `Temporal knows search attributes of Rung's names with another type: ${types}. Give Rung a namespace of its own ` +
    `(TEMPORAL_NAMESPACE), or, if nothing else uses them, run and start this worker again:\n` +
    keys.map((key) => commandLine('remove', namespace, `--name ${key.name}`)).join('\n')
  );
}

/** What registers them. The command takes one type at a time. */
function remedy(keys: Key[], namespace: string): string {
  const commands = keys.map(({ name, type }) =>
    commandLine('create', namespace, `--name ${name} --type ${typeName(type)}`),
  );
  return ['Somebody who may has to run:', ...commands, 'On Temporal Cloud tcld or the Web UI adds them.'].join('\n');
}

function commandLine(verb: string, namespace: string, what: string): string {
  return `  temporal operator search-attribute ${verb} --namespace ${namespace} ${what}`;
}

function typeOf({ type }: Key): number {
  return indexedValueType(type);
}

/** A type of attribute as the operator service has it: 2 for `KEYWORD`. */
export function indexedValueType(type: SearchAttributeType): number {
  return proto.temporal.api.enums.v1.IndexedValueType[`INDEXED_VALUE_TYPE_${type}`];
}

/** `KEYWORD` as the command line spells it: `Keyword`. */
function typeName(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}
