/**
 * Group commit inside this process: what is asked for within a few milliseconds, or while the messages before it are under way, goes to
 * the database in one message. So the busier the database is, the more goes into one.
 */
import { NoAnswerError } from '../waiting/within.js';

export interface BatchOptions {
  /** For how long the first of a batch waits for others, in milliseconds. Default: 5. */
  waitMs?: number;
  /** The most that one message takes; the rest follows in the next. Default: 100. */
  most?: number;
  /** How many messages may be under way at once: one that gets no answer does not hold up everything else. Default: 2. */
  atOnce?: number;
  /** Whoever has waited longer than this has given up: it is not sent any more. In milliseconds; default: 5000. */
  patienceMs?: number;
}

interface Call<In, Out> {
  input: In;
  /** When it was asked for. */
  since: number;
  resolve(output: Out | Promise<Out>): void;
  reject(error: unknown): void;
}

/**
 * Makes a call for one of a call for many.
 * @param carryOut answers for each input, in their order; when it fails, every call of the batch fails with its error
 */
export function batched<In, Out>(
  carryOut: (inputs: In[]) => Promise<(Out | Promise<Out>)[]>,
  { waitMs = 5, most = 100, atOnce = 2, patienceMs = 5_000 }: BatchOptions = {},
): (input: In) => Promise<Out> {
  const waiting: Call<In, Out>[] = [];
  let underWay = 0;

  /** Nobody waits for their answers, and what they ask for has mostly been asked for again. */
  function dropExpired(): void {
    const fresh = waiting.findIndex(({ since }) => performance.now() - since <= patienceMs);
    const expired = waiting.splice(0, fresh < 0 ? waiting.length : fresh);
    for (const { reject } of expired) reject(new NoAnswerError(`not sent within ${patienceMs} ms`));
  }

  async function send(): Promise<void> {
    if (underWay === atOnce) return;
    dropExpired();
    if (waiting.length === 0) return;
    const calls = waiting.splice(0, most);
    underWay++;
    try {
      const outputs = await carryOut(calls.map(({ input }) => input));
      calls.forEach(({ resolve }, i) => resolve(outputs[i] as Out | Promise<Out>));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    } finally {
      underWay--;
      void send();
    }
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, since: performance.now(), resolve, reject });
      if (waiting.length === 1) setTimeout(() => void send(), waitMs);
      if (waiting.length === most) void send();
    });
}
