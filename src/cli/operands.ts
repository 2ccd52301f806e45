/** Numbers on the command line, as people write them. */

/** What is said of a number that is none. */
export function notANumber(text: string): string {
  if (/^[-+]?\d[\d.]*(?:e\+?\d+)?$/i.test(text.trim()) && !Number.isFinite(Number(text)))
    return `${text.trim()} is too large a number`;
  const dotted = text.trim().replace(',', '.');
  const meant = text.includes(',') && dotted !== '' && Number.isFinite(Number(dotted)) ? `; write ${dotted}` : '';
  return `${JSON.stringify(text)} is not a number${meant}`;
}

/** What commander says of wrong use, in a sentence: it takes `-0,7` for an option, as it is no number to it. */
export function usageSentence(text: string): string {
  return text
    .replace(/^error: /, '')
    .replace(/^unknown option '(-[.,]?\d[^']*)'/, (_all, operand: string) => notANumber(operand));
}
