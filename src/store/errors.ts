/** One clear sentence for whatever a database driver throws, without its secrets. */

export type StoreTrouble =
  /** The address or a value cannot work as it is written. */
  | 'misconfigured'
  /** The server refuses who we are or what we ask. */
  | 'refused'
  /** The server does not answer in time; it may tomorrow. */
  | 'unavailable'
  /** The server, or its driver, does not take what is to be kept; it never will. */
  | 'unfit'
  | 'failed';

export class StoreError extends Error {
  override name = 'StoreError';
  constructor(
    readonly trouble: StoreTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export const DUPLICATE_KEY = 11000;

/** The id is taken. */
export function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown }).code === DUPLICATE_KEY;
}

/** Codes of AuthenticationFailed, Unauthorized and Atlas' refusal of credentials. */
const REFUSALS = new Set<unknown>([18, 13, 8000]);

const SILENCE = new Set([
  'NoAnswerError',
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoWaitQueueTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoTopologyClosedError',
  'MongoOperationTimeoutError',
]);

/** Code of MaxTimeMSExpired: the server has given up what our time was over for. */
const TOO_LATE = 50;

/** Codes of BadValue, TypeMismatch, DollarPrefixedFieldName, DottedFieldName, of a nesting too deep and of a document too large. */
const UNFIT = new Set<unknown>([2, 14, 15, 52, 57, 10334]);
/** What the driver throws for values that it cannot write. */
const UNFIT_VALUES = new Set<unknown>(['BSONError', 'BSONRuntimeError', 'MongoInvalidArgumentError', 'RangeError']);

/** Whether it is the value that is at fault, not the server. Asked only of what others have given to be kept. */
export function isUnfit(error: unknown): boolean {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return UNFIT.has(code) || UNFIT_VALUES.has(name);
}

/** Where the database is, for people: host and database of a connection string, never its credentials. */
export function placeOf(uri: string): string {
  const [, rest = ''] = /^mongodb(?:\+srv)?:\/\/(.*)$/s.exec(uri) ?? [];
  const host = rest.slice(rest.split('/')[0]!.lastIndexOf('@') + 1).split(/[/?]/)[0];
  return host || 'the address in MONGODB_URI';
}

/** A function that takes the password of a connection string out of a text. */
export function withoutSecrets(uri: string): (text: string) => string {
  const authority = /^mongodb(?:\+srv)?:\/\/([^/]*)@/s.exec(uri)?.[1] ?? '';
  const password = authority.includes(':') ? authority.slice(authority.indexOf(':') + 1) : '';
  const secrets = [uri, password, decoded(password)].filter((secret) => secret.length > 0);
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Says what happened, to which database, and what to do. */
export function storeError(error: unknown, uri: string): StoreError {
  if (error instanceof StoreError) return error;
  const place = placeOf(uri);
  const { name, message, code } = error as { name?: string; message?: string; code?: unknown };
  const detail = withoutSecrets(uri)(message ?? String(error)).replace(/\s+/g, ' ');
  if (name === 'MongoParseError' || name === 'MongoInvalidArgumentError' || name === 'MongoMissingDependencyError') {
    return new StoreError('misconfigured', `MONGODB_URI cannot be used: ${detail}`);
  }
  if (REFUSALS.has(code) || causeCode(error) !== undefined) {
    return new StoreError(
      'refused',
      `MongoDB at ${place} refuses us: ${detail}. Check user and password in MONGODB_URI`,
    );
  }
  if ((name !== undefined && SILENCE.has(name)) || code === TOO_LATE) {
    return new StoreError('unavailable', `MongoDB at ${place} does not answer: ${detail}`);
  }
  return new StoreError('failed', `MongoDB at ${place}: ${detail}`);
}

/** A refused login while connecting comes as the cause of "no server to be found". */
function causeCode(error: unknown): unknown {
  const cause = (error as { cause?: unknown }).cause as { code?: unknown } | undefined;
  return REFUSALS.has(cause?.code) ? cause?.code : undefined;
}
