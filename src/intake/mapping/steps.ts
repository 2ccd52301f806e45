/**
 * Work that has to wait only now and then. Most expressions have their value at once, and a delivery asks for dozens: as many promises would
 * cost more than the values.
 */

/** Gives each promise that it waits for, and gets its value. */
export type Steps<T> = Generator<Promise<unknown>, T, unknown>;

/** All of it. @throws what it throws */
export async function stepByStep<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(value);
  }
  return step.value;
}
