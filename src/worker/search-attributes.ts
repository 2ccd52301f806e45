/** Makes sure that Temporal knows Rung's search attributes: an unregistered one would block every ticket. */
import type { NativeConnection } from '@temporalio/worker';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { SEARCH_ATTRIBUTES } from '../workflows/contract.js';

/** The attributes are missing and could not be registered; the message says which commands do it. */
export class SearchAttributesMissingError extends Error {
  override readonly name = 'SearchAttributesMissingError';
}

/** Registers what is missing, where this may be done. @throws SearchAttributesMissingError */
export async function ensureSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((key) => !(key.name in customAttributes));
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map((key) => [key.name, encodeSearchAttributeIndexedValueType(key.type)!]),
      ),
    });
  } catch (cause) {
    const command = missing.map((key) => `--name ${key.name} --type ${typeName(key.type)}`).join(' ');
    throw new SearchAttributesMissingError(
      `Temporal does not know the search attributes ${missing.map((key) => key.name).join(', ')} and this worker may not ` +
        `register them. Run: temporal operator search-attribute create --namespace ${namespace} ${command}`,
      { cause },
    );
  }
}

/** `KEYWORD` as the command line spells it: `Keyword`. */
function typeName(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}
