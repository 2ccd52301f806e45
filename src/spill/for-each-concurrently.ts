/** Work on many things, some of them at a time. */

/**
 * When one fails, its lane ends and the others go on; then that is thrown.
 * @param width how many are worked on at once
 */
export async function forEachConcurrently<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // Most have one thing to do, and lanes cost more than many a thing.
  if (items.length === 1) return work(items[0]!);
  const left = items.values();
  const lanes = Array.from({ length: Math.min(width, items.length) }, async () => {
    for (const item of left) await work(item);
  });
  const failed = (await Promise.allSettled(lanes)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
