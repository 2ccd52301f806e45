/** A text of at most so many characters, with an ellipsis for what is left out; no character is cut in half. */
export function cut(text: string, limit: number): string {
  return text.length > limit ? `${beginning(text, limit - 1)}…` : text;
}

/** The first characters of a text, one less where that would leave half of one: what has half a character in it is refused by Slack, for one. */
export function beginning(text: string, length: number): string {
  const isInTwo = /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(length - 1, length + 1));
  return text.slice(0, isInTwo ? length - 1 : length);
}
