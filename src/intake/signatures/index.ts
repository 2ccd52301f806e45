/** Verifying who sent a delivery. */
export type { Headers } from './headers.js';
export { scheme } from './schemes.js';
export { verify } from './verify.js';
export type { SignatureVerdict, Verified } from './verdict.js';
