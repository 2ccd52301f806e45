/** From a mapping file to a mapping, or to everything that is wrong with it. */
import { explain } from '../../policy/explain.js';
import { readTextFile, wholeFile } from '../../policy/text-file.js';
import { inOrder, PolicyError, type Problem } from '../../reading/problems.js';
import { readSource } from '../../reading/source.js';
import { ownScheme, scheme, type Scheme } from '../signatures/schemes.js';
import { crossCheck } from './cross-checks.js';
import { mappingForm, type MappingForm } from './schema.js';

/** A mapping that is right. */
export interface Mapping extends Omit<MappingForm, 'verify' | 'prefix'> {
  /** What stands in front of ticket ids; may be empty. */
  prefix: string;
  schemes: Scheme[];
}

/** A mapping file cannot be used. The message has every problem, one on a line, in the order of the file. */
export class MappingError extends PolicyError {
  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems, options);
  }
}

/** Reads a mapping from a YAML text. `file` is the name problems give. @throws MappingError with all problems. */
export function parseMapping(text: string, file: string): Mapping {
  if (text.trim() === '')
    throw new MappingError([wholeFile(file, 'the file is empty', 'start from integrations/standard-webhooks.yaml')]);
  const source = readSource(text, file);
  const form = mappingForm.safeParse(source.value);
  const problems = [...explain(source, form.error?.issues ?? [], mappingForm), ...crossCheck(source)];
  if (!form.success || problems.length > 0) throw new MappingError(inOrder(problems));
  const { verify, prefix, ...rest } = form.data;
  return { ...rest, prefix: prefix ?? `${rest.name}/`, schemes: verify.map(schemeOf) };
}

function schemeOf({ scheme: name, tolerance, parameter, hmac }: MappingForm['verify'][number]): Scheme {
  if (hmac) return ownScheme({ ...hmac, prefix: hmac.prefix ?? '' });
  const known = scheme(name!);
  if (known.kind !== 'hmac') return { ...known, parameter: parameter ?? known.parameter };
  return known.timestamp && tolerance !== undefined
    ? { ...known, timestamp: { ...known.timestamp, tolerance } }
    : known;
}

/** Reads a mapping file. @throws MappingError with all problems, also when the file cannot be read. */
export async function loadMapping(file: string): Promise<Mapping> {
  const example = 'a mapping, such as integrations/zendesk.yaml';
  const text = await readTextFile(file, example, (problem, cause) => new MappingError([problem], { cause }));
  return parseMapping(text, file);
}
