/** Where the entries of a long JSON text stand, piece by piece: nothing of it is held for longer than one entry. */
import { Failure } from './failure.js';

/** The text of an entry, which is not read yet. */
export interface JsonPart {
  /** Counted from 1. */
  line: number;
  text: string;
}

/** How many characters one entry may have. */
export const LONGEST_ENTRY = 1_000_000;

/** Finds the parts of a text that comes in pieces. */
export interface Parts {
  /** @throws Failure 2 when the text cannot be understood as a whole, or an entry is too long */
  feed(piece: string): Iterable<JsonPart>;
  /** There are no more pieces. @throws Failure 2 */
  end(): Iterable<JsonPart>;
}

/** Lines that are not blank. */
export class JsonLines implements Parts {
  private rest = '';
  private line = 0;

  constructor(private readonly name: string) {}

  *feed(piece: string): Generator<JsonPart> {
    const rows = piece.split('\n');
    rows[0] = this.rest + rows[0];
    this.rest = rows.pop()!;
    for (const text of rows) yield* this.part(text);
    if (this.rest.length > LONGEST_ENTRY) throw tooLong(this.name, this.line + 1, 'a line');
  }

  *end(): Generator<JsonPart> {
    yield* this.part(this.rest);
  }

  private *part(text: string): Generator<JsonPart> {
    this.line++;
    if (text.trim() !== '') yield { line: this.line, text };
  }
}

/** The elements of an array, each with the line it begins at, also when some of them are not JSON. */
export class ArrayElements implements Parts {
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  private line = 1;
  private fromLine = 1;
  /** What earlier pieces have of an element that has begun. */
  private begun: string | undefined;
  private isOver = false;

  constructor(
    private readonly name: string,
    private readonly longest = LONGEST_ENTRY,
  ) {}

  *feed(piece: string): Generator<JsonPart> {
    let from = this.begun === undefined ? -1 : 0;
    for (let i = 0; i < piece.length; i++) {
      if (this.isOver) {
        this.onlyBlanks(piece.slice(i));
        return;
      }
      const char = piece[i]!;
      if (char === '\n') this.line++;
      if (this.inText) {
        this.within(char);
        continue;
      }
      if (this.depth === 1 && from >= 0 && (char === ',' || char === ']')) {
        yield { line: this.fromLine, text: (this.begun ?? '') + piece.slice(from, i) };
        this.begun = undefined;
        from = -1;
      } else if (this.depth === 1 && from < 0 && !/[\s,\]]/.test(char)) {
        from = i;
        this.fromLine = this.line;
      }
      if (char === '"') this.inText = true;
      else if (char === '[' || char === '{') this.depth++;
      else if ((char === ']' || char === '}') && --this.depth === 0) this.isOver = true;
    }
    if (from < 0) return;
    this.begun = (this.begun ?? '') + piece.slice(from);
    if (this.begun.length > this.longest) throw tooLong(this.name, this.fromLine, 'an element of the array');
  }

  end(): JsonPart[] {
    if (!this.isOver) throw new Failure(2, `${this.name}:${this.line}: the array is not closed; a ] is missing`);
    return [];
  }

  private within(char: string): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (char === '\\') this.isEscaped = true;
    else if (char === '"') this.inText = false;
  }

  private onlyBlanks(rest: string): void {
    if (rest.trim() !== '') throw new Failure(2, `${this.name}:${this.line}: there is more after the end of the array`);
  }
}

function tooLong(name: string, line: number, what: string): Failure {
  return new Failure(2, `${name}:${line}: ${what} has more than ${LONGEST_ENTRY} characters; give each ticket its own`);
}
