/**
 * Everything that is wrong with the schemas of the events, as sentences: what `npm run schemas:check` refuses.
 */
import { sentenceOf } from './breach.ts'
import type { Breach } from './breach.ts'
import { breachesOfChange } from './change.ts'
import { textFingerprint } from './contracts.ts'
import type { Contract } from './contracts.ts'
import { validate } from './validity.ts'

/** Of all events at once; none when each schema goes with all that were released, and is the newest of them. */
export function contractProblems(contracts: readonly Contract[]): string[] {
  return contracts.flatMap((contract) => {
    const refused = refusals(contract)
    return refused.length > 0 ? refused : releaseProblems(contract)
  })
}

/** Why a schema must not be released: what was released was touched, or the schema does not go with it. */
export function refusals(contract: Contract): string[] {
  return [...historyProblems(contract), ...changeProblems(contract)].map(about(contract))
}

function about({ event }: Contract): (problem: string) => string {
  return (problem) => `${event}: ${problem}`
}

function historyProblems({ event, released, fingerprints }: Contract): string[] {
  const file = (version: number) => `schemas/released/${event}/${version}.avsc`
  const touched = fingerprints.flatMap((fingerprint, index) => {
    const version = index + 1
    const text = released.get(version)
    if (text === undefined)
      return [`${file(version)} is gone, but there are records and consumers of it. Bring it back with git.`]
    if (textFingerprint(text) === fingerprint) return []
    return [
      `${file(version)} was changed, but what was released stays as it was. Bring it back with git, and change schemas/avro/${event}.avsc instead.`,
    ]
  })
  const foreign = [...released.keys()]
    .filter((version) => version > fingerprints.length)
    .map((version) => `${file(version)} is none of \`npm run schemas:release\`. Delete it, and run that.`)
  return [...touched, ...foreign]
}

function changeProblems({ event, current, released }: Contract): string[] {
  if (current === undefined)
    return [
      `it was released, but schemas/src/topics.ts or schemas/avro/${event}.avsc is without it. Keep both, and mark the event deprecated in its doc.`,
    ]
  const [newest] = [...released.keys()].toReversed()
  const again = [...released].find(([version, text]) => version !== newest && text === current)
  if (again)
    return [
      `schemas/avro/${event}.avsc is released version ${again[0]} again. Start from the newest, schemas/released/${event}/${newest}.avsc.`,
    ]
  const validity = validate(current)
  if ('breaches' in validity) return validity.breaches.map((breach) => sentenceOf(breach, []))
  // What is the same with several versions is said once.
  const versionsOf = new Map<string, { breach: Breach; versions: number[] }>()
  for (const [version, text] of released)
    for (const breach of breachesOfChange(text, current)) {
      const key = JSON.stringify(breach)
      const found = versionsOf.get(key) ?? { breach, versions: [] }
      found.versions.push(version)
      versionsOf.set(key, found)
    }
  return [...versionsOf.values()].map(({ breach, versions }) => sentenceOf(breach, versions))
}

function releaseProblems(contract: Contract): string[] {
  const { event, current, released } = contract
  if (current === undefined || [...released.values()].includes(current)) return []
  const next = released.size + 1
  return [
    `schemas/avro/${event}.avsc is no released version yet. Run \`npm run schemas:release\`, which keeps it as version ${next}.`,
  ].map(about(contract))
}
