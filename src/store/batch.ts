/** Group commit inside this process: what is asked for within a few milliseconds goes to the database in one message. */

export interface BatchOptions {
  /** For how long the first of a batch waits for others. Default: 5 ms. */
  waitMs?: number;
  /** The most that one message takes; the rest follows in the next. Default: 100. */
  most?: number;
}

interface Call<In, Out> {
  input: In;
  resolve(output: Out): void;
  reject(error: unknown): void;
}

/**
 * Makes a call for one of a call for many.
 * @param carryOut answers for each input, in their order; when it fails, every call of the batch fails with its error
 */
export function batched<In, Out>(
  carryOut: (inputs: In[]) => Promise<Out[]>,
  { waitMs = 5, most = 100 }: BatchOptions = {},
): (input: In) => Promise<Out> {
  let waiting: Call<In, Out>[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function send(): Promise<void> {
    clearTimeout(timer);
    const calls = waiting;
    waiting = [];
    try {
      const outputs = await carryOut(calls.map(({ input }) => input));
      calls.forEach(({ resolve }, i) => resolve(outputs[i]!));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (waiting.length === 1) timer = setTimeout(() => void send(), waitMs);
      if (waiting.length === most) void send();
    });
}
