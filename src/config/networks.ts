/** Networks as a setting names them. */
import type { Reading } from '../reading/scalar.js';

const EXPECTED = 'networks such as 10.1.0.0/16 or fd00:1::/32, separated by commas';
const V4 = /^(?:\d{1,3}\.){3}\d{1,3}\/(\d{1,2})$/;
const V6 = /^[0-9a-f:]*:[0-9a-f:]*\/(\d{1,3})$/i;

/** A list of networks in CIDR form. */
export function readNetworks(text: string): Reading<string[]> {
  const networks = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const wrong = networks.find((network) => !isNetwork(network));
  return wrong === undefined
    ? { value: networks }
    : { message: `${JSON.stringify(wrong)} is not a network`, expected: EXPECTED };
}

function isNetwork(text: string): boolean {
  const v4 = V4.exec(text);
  if (v4) return Number(v4[1]) <= 32 && URL.canParse(`http://${text.split('/')[0]}/`);
  const v6 = V6.exec(text);
  return v6 !== null && Number(v6[1]) <= 128 && URL.canParse(`http://[${text.split('/')[0]}]/`);
}

/** Hosts and domains. */
export function readHosts(text: string): Reading<string[]> {
  return { value: text.split(/[\s,]+/).filter((entry) => entry !== '') };
}
