/** A value that is one of a few names. */
import { InvalidRequestError } from '../client/errors.js';
import { readAs } from '../client/form.js';
import { nearest } from '../reading/spelling.js';

/** Reads the value of `what`; a misspelt one is told what it was probably meant to be. @throws InvalidRequestError */
export function choiceOf<T extends string>(what: string, names: readonly T[]): (value: string) => T {
  return (value) => {
    try {
      return readAs<{ kind: 'choice'; of: readonly T[] }>({ kind: 'choice', of: names }, what, value);
    } catch (error) {
      const meant = nearest(value, names);
      if (!(error instanceof InvalidRequestError) || meant === undefined) throw error;
      throw new InvalidRequestError(`${error.message}; did you mean ${meant}?`, { cause: error });
    }
  };
}
