/** The words of a message that may have come as HTML: a small reader for what mails are made of, in one pass, whatever is given to it. */

/** What stands in these is not said by the writer: a mail that is quoted, or the head of a page. */
const LEFT_OUT = new Set(['blockquote', 'head']);
/** These hold no tags, and end where they are closed. */
const RAW = new Set(['script', 'style', 'title']);

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
  ...{ hellip: '…', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”' },
};

/** So much is looked at: mails begin with their styles, and what is said comes early enough. In characters. */
const LONGEST = 500_000;

/** Without tags, comments and what is quoted; blanks and line breaks become one blank. A text without any HTML keeps its words. */
export function plainText(text: string): string {
  const html = text.slice(0, LONGEST);
  const words: string[] = [];
  /** How deep it is in each of what is left out. */
  const depths = new Map<string, number>();
  for (let at = 0; at < html.length;) {
    const open = tagAt(html, at);
    if (depths.size === 0) words.push(html.slice(at, open), ' ');
    at = html.startsWith('<!--', open) ? after(html, '-->', open + 4) : after(html, '>', open + 1);
    const [, slash, name = ''] = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, open + 20)) ?? [];
    const tag = name.toLowerCase();
    if (RAW.has(tag) && slash === '') at = closingOf(html, tag, at);
    if (!LEFT_OUT.has(tag)) continue;
    const depth = (depths.get(tag) ?? 0) + (slash === '' ? 1 : -1);
    if (depth > 0) depths.set(tag, depth);
    else depths.delete(tag);
  }
  return decoded(words.join('')).replace(/\s+/g, ' ').trim();
}

/** Where the next tag or comment begins, or the text ends. `3 < 4` and `<3` are none. */
function tagAt(html: string, from: number): number {
  for (let at = html.indexOf('<', from); at !== -1; at = html.indexOf('<', at + 1)) {
    if (/[a-z/!?]/i.test(html.charAt(at + 1))) return at;
  }
  return html.length;
}

function closingOf(html: string, tag: string, from: number): number {
  const closing = new RegExp(`</${tag}\\b`, 'gi');
  closing.lastIndex = from;
  return closing.exec(html)?.index ?? html.length;
}

/** What never ends goes on to the end. */
function after(html: string, end: string, from: number): number {
  const at = html.indexOf(end, from);
  return at === -1 ? html.length : at + end.length;
}

function decoded(text: string): string {
  const entity = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi;
  return text.replace(entity, (all: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all;
    const code = decimal !== undefined ? Number(decimal) : parseInt(hex!, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}
