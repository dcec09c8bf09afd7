/**
 * Refuses a change of a schema that would break somebody who reads the event. It needs nothing but the files. Run it with
 * `npm run schemas:check`.
 */
import { pathToFileURL } from 'node:url'
import { eventTopics } from '../topics.ts'
import { readContracts, schemasDirectory } from './contracts.ts'
import { contractProblems } from './problems.ts'

const events = eventTopics.map(({ event }) => event)

/** @param directory that holds `avro` and `released`; default: this package's */
export function checkSchemas(directory?: URL): { problems: string[]; checked: string } {
  const contracts = readContracts(events, directory)
  const versions = contracts.reduce((sum, { released }) => sum + released.size, 0)
  return {
    problems: contractProblems(contracts),
    checked: `schemas:check: ${contracts.length} events go with all of their ${versions} released versions, both ways`,
  }
}

/** What is printed when the command refuses the schemas. */
export function refusalText(command: string, problems: readonly string[]): string {
  const lines = problems.map((problem) => `  - ${problem}\n`)
  return `${command} refused the schemas, which other teams build on:
${lines.join('')}What may be changed, and how: CONTRIBUTING.md, “Changing an event”. What may not is a new event: add a v2 topic, see docs/consuming.md.
`
}

if (import.meta.main) {
  const [directory] = process.argv.slice(2)
  const { problems, checked } = checkSchemas(directory ? pathToFileURL(`${directory}/`) : schemasDirectory)
  if (problems.length === 0) process.stdout.write(`${checked}\n`)
  else {
    process.stderr.write(refusalText('schemas:check', problems))
    process.exitCode = 1
  }
}
