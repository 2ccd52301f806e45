/** A set of rows of a file, by number: a bit for each row. */
export class RowSet {
  private bits = new Uint8Array(1 << 10);

  add(row: number): void {
    const byte = row >> 3;
    if (byte >= this.bits.length) {
      const more = new Uint8Array(Math.max(2 * this.bits.length, byte + 1));
      more.set(this.bits);
      this.bits = more;
    }
    this.bits[byte]! |= 1 << (row & 7);
  }

  has(row: number): boolean {
    return ((this.bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }
}
