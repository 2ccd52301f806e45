/** A text of any length that is read row by row, and more than once: a file, or standard input for `-`. */
import { isAscii } from 'node:buffer';
import { createWriteStream, readSync } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { unreadable } from '../reading/unreadable.js';
import { isUtf16 } from '../reading/utf8.js';
import { Failure } from './failure.js';
import type { Terminal } from './terminal.js';

/** How much is read at once: little enough that its rows are forgotten before the garbage collector has moved them. */
const PIECE = 1 << 16;

const MEGABYTE = 1e6;

export class TextSource {
  readonly unit = 'MB';
  private position = 0;

  private constructor(
    /** What messages call it. */
    readonly name: string,
    private readonly handle: FileHandle,
    private readonly bytes: number,
  ) {}

  /** How long it is, and how much of that the batches so far were, in megabytes. */
  get total(): number {
    return this.bytes / MEGABYTE;
  }
  get done(): number {
    return this.position / MEGABYTE;
  }

  /** What is no plain file (standard input, a pipe) is copied to a file of the system's temporary folder. @throws Failure 2 when it cannot be read. */
  static async open(file: string, { stdin }: Pick<Terminal, 'stdin'>): Promise<TextSource> {
    const name = file === '-' ? 'standard input' : file;
    return orFailure(name, async () => {
      let handle = await (file === '-' ? copied(stdin) : open(file));
      if (!(await handle.stat()).isFile()) handle = await copied(handle.createReadStream());
      return new TextSource(name, handle, (await handle.stat()).size);
    });
  }

  /** Its text, piece by piece, from the beginning. @throws Failure 2 when it cannot be read or is not UTF-8. */
  async *pieces(): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    // Nothing of a character is left in the decoder: plain bytes need not go through it.
    let isBetween = true;
    const decoded = (bytes: Buffer): string => {
      if (isBetween && isAscii(bytes)) return bytes.toString('latin1');
      try {
        isBetween = bytes.at(-1)! < 0x80;
        return decoder.decode(bytes, { stream: bytes.length > 0 });
      } catch (cause) {
        throw new Failure(2, `${this.name}: this is not UTF-8 text`, { cause });
      }
    };
    const piece = Buffer.allocUnsafe(PIECE);
    this.position = 0;
    for (let from = 0; ;) {
      const bytes = piece.subarray(0, this.read(piece, from));
      if (from === 0 && isUtf16(bytes)) throw new Failure(2, `${this.name}: this is UTF-16 text`);
      const text = decoded(bytes);
      yield from === 0 ? text.replace(/^\uFEFF/, '') : text;
      if (bytes.length === 0) return;
      from += bytes.length;
      this.position = from;
    }
  }

  /** Waits for it: what is read from a file is mostly there, sooner than another thread would have been asked for it. */
  private read(piece: Buffer, from: number): number {
    try {
      return readSync(this.handle.fd, piece, 0, PIECE, from);
    } catch (cause) {
      throw new Failure(2, `${this.name}: ${unreadable(cause).why}`, { cause });
    }
  }

  /** Its rows, in batches, from the beginning. @throws Failure 2 as {@link pieces} */
  async *rows(): AsyncGenerator<string[]> {
    let rest = '';
    for await (const piece of this.pieces()) {
      const rows = piece.split('\n');
      rows[0] = rest + rows[0];
      rest = rows.pop()!;
      yield rows;
    }
    yield [rest];
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** The open file has no name any more, so that it is gone with the process, however that ends. */
async function copied(stream: NodeJS.ReadableStream): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-'));
  try {
    const file = join(folder, 'input');
    await pipeline(stream, createWriteStream(file));
    return await open(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function orFailure<T>(name: string, reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (cause) {
    throw new Failure(2, `${name}: ${unreadable(cause).why}`, { cause });
  }
}
