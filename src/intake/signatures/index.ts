/** Verifying who sent a delivery. */
export { headersByName, oneHeader, type Headers } from './headers.js';
export { ownScheme, scheme, SCHEME_NAMES, type Scheme, type SchemeName } from './schemes.js';
export { verify, type RawDelivery } from './verify.js';
export type { Reason, Refused, Verdict, Verified } from './verdict.js';
