/** Addresses of machines: which of them anybody may be asked to send to. */
import { BlockList, isIP } from 'node:net';

/** Networks that nobody on the internet has: private, of this machine, of this link, reserved, or a way round to one of these. */
const CLOSED = blockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...[
    '224.0.0.0/4',
    '240.0.0.0/4',
    '::/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
  ],
  ...['2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/9', 'ff00::/8'],
]);

const LOOPBACK = blockList(['127.0.0.0/8', '::1/128']);

/** `localhost`, `127.0.0.1`, `[::1]`: by its name, whatever that resolves to. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || isIn(LOOPBACK, withoutBrackets(name));
}

/**
 * Whether a connection to `address` may be made for the sake of `hostname`: to this machine only if the name says so, to a private
 * network only if it is one of `networks`.
 * @param networks such as `10.1.0.0/16`
 */
export function mayBeConnected(hostname: string, address: string, networks: readonly string[]): boolean {
  if (isLoopbackHost(hostname)) return isIn(LOOPBACK, address);
  return (isIP(address) !== 0 && !isIn(CLOSED, address)) || isIn(blockList(networks), address);
}

/** The address that a URL's host is itself; undefined for a name. */
export function literalAddress(hostname: string): string | undefined {
  const address = withoutBrackets(hostname);
  return isIP(address) === 0 ? undefined : address;
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
