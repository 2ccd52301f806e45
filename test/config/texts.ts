/** What is written of the settings elsewhere, from their one definition: each text is a file with a block that is made here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import { markdownTable } from '../../src/cli/table.js';
import { SETTINGS } from '../../src/config/settings.js';
import { isWrong } from '../../src/reading/scalar.js';

const ALL = Object.entries(SETTINGS);

/** Each file as it should be, with everything around its block left as it is. */
export const FILES: Record<string, (text: string) => string | Promise<string>> = {
  '.env.example': (text) => withBlock(text, '#', ALL.map(example).join('\n')),
  'docs/configuration.md': (text) => formatted(withBlock(text, '<!--', table())),
  'docker-compose.yml': (text) => withBlock(text, '      #', ALL.flatMap(([name]) => handedOn(name, text)).join('\n')),
};

export function textOf(file: string): string {
  return readFileSync(join(PACKAGE_ROOT, file), 'utf8');
}

/** Between two lines, `… settings: made …` and `… settings: end`. */
function withBlock(text: string, comment: string, block: string): string {
  const [, before, after] =
    new RegExp(`^([^]*?\\n${comment} settings: made [^\\n]*\\n)[^]*?(\\n${comment} settings: end[^]*)$`).exec(text) ??
    [];
  if (before === undefined || after === undefined) throw new Error(`there is no block of settings after "${comment}"`);
  const blank = comment === '<!--' ? '\n' : '';
  return `${before}${blank}${block}${blank}${after}`;
}

/** As `.env.example` shows it: the default, else an example, commented out. */
function example([name, { means, default: fallback, example: value = '' }]: (typeof ALL)[number]): string {
  const shown = fallback ?? value;
  return `# ${means}\n#${name}=${/[\s#"]/.test(shown) ? JSON.stringify(shown) : shown}`;
}

function table(): string {
  const rows = ALL.map(([name, setting]) => {
    const { means, default: fallback } = setting;
    return [`\`${name}\``, means, fallback ? `\`${fallback}\`` : '-', form(setting)];
  });
  return markdownTable([['name', 'meaning', 'default', 'what it may be'], ...rows]).join('\n');
}

/** What the message says to whoever writes nonsense. */
function form({ read }: (typeof ALL)[number][1]): string {
  const reading = read('\u0007');
  return isWrong(reading) ? reading.expected.replaceAll('<', '&lt;') : 'a list';
}

/** The environment's value, unless the lines before the block have another. */
function handedOn(name: string, compose: string): string[] {
  const before = compose.slice(0, compose.indexOf('# settings: made'));
  const worker = before.slice(before.indexOf('\n  worker:\n'));
  if (worker.includes(`\n      ${name}: `)) return [];
  return [`      ${name}: \${${name}:-}`];
}

async function formatted(text: string): Promise<string> {
  const file = join(PACKAGE_ROOT, 'docs/configuration.md');
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}
