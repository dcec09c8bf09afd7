/** A text of at most `length` characters; a longer one ends in an ellipsis. Half of a surrogate pair is no text, so a pair is cut as one. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
