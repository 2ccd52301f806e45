/** Binary search in something sorted. */

/** The last index below `length` at which `holds` is true, -1 if there is none; what holds at an index holds at all before it. */
export function lastIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The same where most searches one after the other find the same index, and it holds at 0 or is taken to.
 * @param near the index that was found last
 */
export function lastIndexNear(near: number, length: number, holds: (index: number) => boolean): number {
  if (holds(near) && (near + 1 === length || !holds(near + 1))) return near;
  return Math.max(0, lastIndex(length, holds));
}
