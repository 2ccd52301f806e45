/** Reading what a command is given: a file, or standard input for `-`. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { unreadable } from '../reading/unreadable.js';
import { readUtf8 } from '../reading/utf8.js';
import { Failure } from './failure.js';
import type { Terminal } from './terminal.js';

export interface Input {
  /** What messages call it. */
  name: string;
  text: string;
}

/** @throws Failure 2 when it cannot be read or is not UTF-8. */
export async function readInput(file: string, { stdin }: Pick<Terminal, 'stdin'>): Promise<Input> {
  const name = file === '-' ? 'standard input' : file;
  let bytes: Buffer;
  try {
    bytes = file === '-' ? await buffer(stdin) : await readFile(file);
  } catch (cause) {
    throw new Failure(2, `${name}: ${unreadable(cause).why}`, { cause });
  }
  const read = readUtf8(bytes);
  if ('text' in read) return { name, text: read.text };
  throw new Failure(2, `${name}: this ${read.wrong}`);
}
