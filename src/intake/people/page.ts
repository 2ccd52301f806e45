/** Pages for people: whole in themselves, without scripts, for no index and no other site to see. */
import { createHash } from 'node:crypto';
import { asHtml } from '../../reading/html.js';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;color:#1d1c1d;background:#f6f6f7;margin:0}
main{max-width:34rem;margin:12vh auto;padding:2rem;background:#fff;border-radius:8px;box-shadow:0 1px 4px #0002}
h1{font-size:1.3rem;margin:0 0 1rem;overflow-wrap:anywhere}p{margin:0 0 1rem;overflow-wrap:anywhere}
button{font:inherit;font-weight:600;padding:.7rem 1.4rem;border:0;border-radius:6px;background:#0b6e4f;color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid #0b6e4f66;outline-offset:2px}small{color:#616061}
@media(prefers-color-scheme:dark){body{background:#1a1d21;color:#e8e8e8}main{background:#222529}small{color:#ababad}}`;
const HASH = createHash('sha256').update(STYLE).digest('base64');

/** Only the style above, and forms of this page to this place. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-robots-tag': 'noindex, nofollow, noarchive',
};

export interface PageContent {
  title: string;
  /** A paragraph each. */
  says: readonly string[];
  /** What the button of the page says; a click posts to the page's own address. Default: there is none. */
  button?: string;
  /** In small letters below. */
  note?: string;
}

/** Everything given is text. */
export function page({ title, says, button, note }: PageContent): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">',
    `<title>${asHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body><main><h1>${asHtml(title)}</h1>`,
    ...says.map((text) => `<p>${asHtml(text)}</p>`),
    ...(button === undefined ? [] : [`<form method="post"><p><button>${asHtml(button)}</button></p></form>`]),
    ...(note === undefined ? [] : [`<small>${asHtml(note)}</small>`]),
    '</main></body></html>',
    '',
  ].join('\n');
}
