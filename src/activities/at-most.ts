/** Keeps calls that wait from taking every slot of the worker. */
import { tryAgain } from '../delivery/retry.js';

/**
 * Lets `most` calls be under way at once; more of them fail retryably, at once, so that they come back when there is room.
 * @param calls what they are, for people
 */
export function atMost(most: number, calls: string): <T>(call: () => Promise<T>) => Promise<T> {
  let underWay = 0;
  return async (call) => {
    if (underWay >= most) throw tryAgain(`${underWay} ${calls} are under way already`, undefined, 'Busy');
    underWay++;
    try {
      return await call();
    } finally {
      underWay--;
    }
  };
}
