/**
 * Finds words in capitals that mean nothing: the names of variables above all, misspelt, or of ones that are gone.
 */
import { at, sources } from './lines.ts'
import type { Line } from './lines.ts'
import { othersPrefixes, othersWords } from './others-words.ts'
import { declaredVariables } from './variables.ts'

const name = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g
/** `KAFKA_SASL_*` */
const beginning = /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_)\*/g
/** `export PORT=…`, `-e KAFKA_BROKERS=…`. A space before it, or the beginning of code. */
const assigned = /(?:^|[\s`'"(])([A-Z][A-Z0-9_]+)=(?![=\s])/g
/** A page shows how a name that is none is refused. */
const refused = /'([A-Z][A-Z0-9_]+)' not allowed/g
const used = /\$\{?([A-Z][A-Z0-9_]+)\b/g

/** Error codes, reasons, and what else is written in capitals in the code: as a literal, a key, or a symbol of a schema. */
const codes: ReadonlySet<string> = new Set(
  sources('{services,schemas}/**/*.ts', 'infra/{provision,simulators}/**/*.ts', 'schemas/avro/*.avsc')
    .flatMap(({ text }) => [...text.matchAll(/['"`]([A-Z][A-Z0-9_]+)['"`]|^\s+([A-Z][A-Z0-9_]+):/gm)])
    .map((match) => match[1] ?? match[2]!),
)

const words = new Set(Object.values(othersWords).flat())

/** Whether a word is somebody else's. */
export function isOthers(word: string): boolean {
  return words.has(word) || Object.keys(othersPrefixes).some((prefix) => word.startsWith(prefix))
}

/** Each with its file and line. */
export function unknownNames(lines: readonly Line[]): string[] {
  const byPage = Map.groupBy(lines, ({ path }) => path)
  return [...byPage.values()].flatMap((page) => {
    const own = shellVariables(page)
    const isVariable = (word: string): boolean =>
      declaredVariables.has(word) || isOthers(word) || own.has(word)
    return page.flatMap((line) => {
      const shownAsNone = new Set([...line.text.matchAll(refused)].map((match) => match[1]!))
      const variables = [...line.text.matchAll(assigned), ...line.text.matchAll(used)].map(
        (match) => match[1]!,
      )
      const unknown = [
        ...variables.filter((word) => !isVariable(word)),
        ...[...line.text.matchAll(name)]
          .map(([word]) => word)
          .filter((word) => !isVariable(word) && !codes.has(word)),
        ...[...line.text.matchAll(beginning)].map((match) => match[1]!).filter((prefix) => !begins(prefix)),
      ]
      return [...new Set(unknown).difference(shownAsNone)].map((word) => at(line, word))
    })
  })
}

/** What a page's commands set for themselves, to use it further below. What is only set is meant for a program. */
function shellVariables(page: readonly Line[]): Set<string> {
  const text = page.map((line) => line.text).join('\n')
  const uses = new Set([...text.matchAll(used)].map((match) => match[1]!))
  return new Set([...text.matchAll(assigned)].map((match) => match[1]!).filter((word) => uses.has(word)))
}

function begins(prefix: string): boolean {
  return isOthers(prefix) || [...declaredVariables].some((variable) => variable.startsWith(prefix))
}
