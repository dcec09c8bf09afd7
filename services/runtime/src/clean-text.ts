/**
 * Text that Avro, JSON and Salesforce can all hold: no half of a surrogate pair, no control character but tab and line break.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}--[\t\n\r]]/gv, '')
}
