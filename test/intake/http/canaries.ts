/** What nobody may read, planted where help desks and their customers have it. */

export const CANARIES = {
  key: 'rung_canarycanary_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
  token: 'eyJhbGciOiJub25lIn0.canary-token.x',
  basic: 'canary-password',
  text: 'canary: my card is 4111 1111 1111 1111',
  mail: 'canary.customer@example.com',
  name: 'Canary Müller',
  phone: '+49 170 canary 555',
  query: 'canary-in-the-address',
  header: 'canary-in-a-header',
  subject: 'canary subject line',
};

/** Names of those that are there. */
export function seen(where: string): string[] {
  return Object.entries(CANARIES).flatMap(([name, canary]) => (where.includes(canary) ? [name] : []));
}

/** By the end of the key under which there is such a thing. What was written stays, since it makes one message another than the next. */
const WRITTEN: [key: RegExp, write: (value: string) => string][] = [
  [/(^|_)(body|content|description|comment)$/, (value) => `${value} ${CANARIES.text}`],
  [/(^|_)email$/, () => CANARIES.mail],
  [/^requester_name$/, () => CANARIES.name],
  // Zendesk has another subject, that of the event.
  [/(^|_)(title|subject)$/, (value) => (value.startsWith('zen:') ? value : CANARIES.subject)],
];

/** A delivery with the texts, names and addresses of a customer in it, wherever it has some. */
export function planted<T>(body: T): T {
  return plant(body) as T;
}

function plant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plant);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]: [string, unknown]) => [
    key,
    typeof part === 'string' ? write(key, part) : plant(part),
  ]);
  const isPerson = Object.hasOwn(value, 'email');
  return { ...Object.fromEntries(entries), ...(isPerson && { name: CANARIES.name, phone: CANARIES.phone }) } as unknown;
}

function write(key: string, value: string): string {
  return WRITTEN.find(([pattern]) => pattern.test(key))?.[1](value) ?? value;
}
