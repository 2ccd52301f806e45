/** Work that is done several times at once, with results in order. */

/**
 * Does `work` for all items, `atOnce` of them at the same time, and yields the results in the order of the items. When one rejects,
 * nothing more is begun, and what is under way is left to itself.
 */
export async function* sideBySide<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for await (const item of items) {
    if (underWay.length >= atOnce) yield await underWay.shift()!;
    const result = work(item);
    result.catch(() => undefined); // It is awaited when its turn comes, which may be never.
    underWay.push(result);
  }
  for (const result of underWay) yield await result;
}
