/** Networks and hosts as settings name them. */
import type { ScalarReading } from '../reading/scalar.js';

/** A list of networks in CIDR form. */
export function readNetworks(text: string): ScalarReading<string[]> {
  return readList(text, isNetwork, {
    what: 'a network',
    expected: 'networks such as 10.1.0.0/16 or fd00:1::/32, separated by commas',
  });
}

/** A list of networks in CIDR form and of single addresses. */
export function readAddresses(text: string): ScalarReading<string[]> {
  return readList(text, (entry) => isAddress(entry) || isNetwork(entry), {
    what: 'an address or a network',
    expected: 'such as 10.0.0.0/8, or 192.0.2.7,192.0.2.8',
  });
}

/** Hosts and domains. */
export function readHosts(text: string): ScalarReading<string[]> {
  return { value: text.split(/[\s,]+/).filter((entry) => entry !== '') };
}

function readList(
  text: string,
  isRight: (entry: string) => boolean,
  { what, expected }: { what: string; expected: string },
): ScalarReading<string[]> {
  const entries = text.trim() === '' ? [] : text.trim().split(/\s*,\s*|\s+/);
  const wrong = entries.find((entry) => !isRight(entry));
  return wrong === undefined ? { value: entries } : { message: `${JSON.stringify(wrong)} is not ${what}`, expected };
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  return isAddress(address) && Number(bits) <= (address.includes(':') ? 128 : 32);
}

function isAddress(text: string): boolean {
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return URL.canParse(`http://${text}/`);
  return /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]/`);
}
