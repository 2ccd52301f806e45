/** Settings that are addresses. Many carry a password, so no message repeats what was given. */
import { linkTemplates } from '../domain/ticket/links.js';
import type { ScalarReading } from '../reading/scalar.js';
import { urlFrom, webUrl } from '../reading/web-address.js';

const MONGODB = 'mongodb://host:27017/rung or mongodb+srv://host/rung, with the database after the last slash';
const MONGODB_FORM = /^mongodb(\+srv)?:\/\/(?:[^@/]*@)?([^@/?#]+)(?:\/([^/?#]*))?(\?[^#]*)?$/;
const HOST = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.%-]+)(?::(\d{1,5}))?$/;

/** MongoDB's own URL form, with the database in its path. */
export function readMongodbUri(text: string): ScalarReading<string> {
  const parts = MONGODB_FORM.exec(text);
  if (!parts) {
    return text.startsWith('mongodb')
      ? {
          message: 'is not readable as a MongoDB URL',
          expected: `${MONGODB}; in a password write @ as %40 and / as %2F`,
        }
      : { message: 'is not a MongoDB URL', expected: MONGODB };
  }
  const [, srv, hosts = '', database = ''] = parts;
  if (database === '') return { message: 'names no database', expected: MONGODB };
  if (!/^[^\s."$*<>:|\\]{1,63}$/.test(database)) {
    return { message: 'names a database that cannot be', expected: 'a database name of letters, digits, "_" and "-"' };
  }
  const list = hosts.split(',');
  if (!list.every(isHost) || (srv !== undefined && (list.length > 1 || hosts.includes(':')))) {
    return { message: 'names a host that cannot be', expected: MONGODB };
  }
  return { value: text };
}

function isHost(host: string): boolean {
  const parts = HOST.exec(host);
  return parts !== null && (parts[1] === undefined || (Number(parts[1]) >= 1 && Number(parts[1]) <= 65535));
}

/** The base of links to Temporal's Web UI, without a slash at its end. */
export function readTemporalUiUrl(text: string): ScalarReading<string> {
  const url = webUrl(text, 'http://localhost:8233');
  return url instanceof URL ? { value: `${url.origin}${url.pathname}`.replace(/\/+$/, '') } : url;
}

const TICKET_URL =
  'an address such as https://desk.example.com/tickets/{ticketId}; for ids that begin with zendesk/: ' +
  'zendesk=https://acme.zendesk.com/agent/tickets/{1}';

/** Links to help desks, with `{ticketId}`, or `{1}` to `{9}`, where the ticket's id, or its parts, go. */
export function readTicketUrl(text: string): ScalarReading<string> {
  const templates = linkTemplates(text);
  const wrong = templates.map(({ address }) => wrongTemplate(address)).find((one) => one !== undefined);
  if (wrong !== undefined) return { message: wrong, expected: TICKET_URL };
  const beginnings = templates.map(({ beginning }) => beginning);
  const twice = beginnings.find((one, i) => beginnings.indexOf(one) < i);
  if (twice !== undefined) {
    return {
      message: `has two addresses for ${twice === '' ? 'all tickets' : `ids with ${twice}`}`,
      expected: TICKET_URL,
    };
  }
  return { value: text };
}

function wrongTemplate(address: string): string | undefined {
  const filled = (value: string) => address.replace(/\{(?:ticketId|[1-9])\}/g, value);
  if (filled('T-1') === address) return 'has no {ticketId} in it';
  if (/[{}]/.test(filled('T-1'))) return 'has a placeholder that is neither {ticketId} nor a number from 1 to 9';
  const url = urlFrom(filled('T-1'));
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'is not a web address';
  return url.host === urlFrom(filled('T-2'))?.host ? undefined : 'has a placeholder in the name of the host';
}

/** The whole address, which may hold a secret. */
export function readHeartbeatUrl(text: string): ScalarReading<string> {
  const url = urlFrom(text);
  return url && ['http:', 'https:'].includes(url.protocol)
    ? { value: text }
    : { message: 'is not a web address', expected: 'an address such as https://hc-ping.com/your-check' };
}

/** `host:port`; a host of `0.0.0.0` is every one of this machine. */
export function readHostAndPort(text: string): ScalarReading<string> {
  return isHost(text) && /:\d+$/.test(text)
    ? { value: text }
    : { message: 'is not host and port', expected: 'such as 127.0.0.1:9464' };
}

/** The address of an HTTP proxy, which may carry a password. */
export function readProxyUrl(text: string): ScalarReading<string> {
  const expected = 'an HTTP proxy such as http://squid.example.com:3128';
  const url = urlFrom(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (!url || url.hostname === '') return { message: 'is not readable as the address of a proxy', expected };
  if (!['http:', 'https:'].includes(url.protocol)) {
    return { message: `names a proxy of the kind ${url.protocol.slice(0, -1)}, which Rung cannot use`, expected };
  }
  return { value: url.href };
}
