/** A SOQL string literal, quotes included. */
export function soqlString(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/**
 * A text as it stands between the braces of SOSL's `FIND {…}`, where it means itself and no operator.
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm
 */
export function soslTerm(value: string): string {
  const escaped = value.replaceAll(/[?&|!{}[\]()^~*:\\"'+-]/g, String.raw`\$&`)
  // In quotes AND, OR and NOT are words like others.
  return `"${escaped}"`
}
