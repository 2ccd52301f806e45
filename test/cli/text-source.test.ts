/** A long text comes out of a file as it went in, wherever its pieces end. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { TextSource } from '../../src/cli/text-source.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** How much is read at once. */
const PIECE = 1 << 16;

const file = join(temporaryFolder(), 'text');

async function textOf(bytes: string | Uint8Array): Promise<string> {
  await writeFile(file, bytes);
  const source = await TextSource.open(file, { stdin: Readable.from([]) });
  try {
    let text = '';
    for await (const rows of source.rows()) text += rows.map((row) => `${row}\n`).join('');
    return text.slice(0, -1);
  } finally {
    await source.close();
  }
}

const plain = 'a row\n'.repeat(PIECE / 2);

it.each([0, 1, 2, 3, 4])('a character of four bytes, %i of them in the first piece', async (before) => {
  const text = `${plain.slice(0, PIECE - before)}😀${plain}é`;
  expect(await textOf(text)).toBe(text);
});

it('a byte order mark is dropped at the beginning, and nowhere else', async () => {
  expect(await textOf(`\uFEFF${plain}`)).toBe(plain);
  const within = `${plain.slice(0, PIECE)}\uFEFF${plain}`;
  expect(await textOf(within)).toBe(within);
});

it.each([
  ['with plain pieces after it', [0xc3], plain],
  ['at the end', [0xf0, 0x9f, 0x98], ''],
  ['in the middle of a piece', [0x20, 0xff, 0x20], plain],
])('half a character %s is refused', async (_where, half, rest) => {
  const bytes = Buffer.concat([Buffer.from(plain.slice(0, PIECE - half.length)), Buffer.from(half), Buffer.from(rest)]);
  await expect(textOf(bytes)).rejects.toThrow(`${file}: this is not UTF-8 text`);
});

it('an empty file is one empty row', async () => {
  expect(await textOf('')).toBe('');
});
