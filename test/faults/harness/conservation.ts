/** Nothing lost, nothing doubled. Pure. */
import type { Breach, EventFile, Finding } from './books.ts'

/** Each delivery becomes one enriched event or one dead letter, and each enriched event one outcome. */
export function conservation(event: EventFile): Finding[] {
  const { eventId, deliveries, enriched, logged, deadLetters } = event
  const findings: Finding[] = []
  const find = (breach: Breach, detail: string) => findings.push({ breach, about: eventId, detail })

  if (deliveries.every(({ fate }) => fate === 'refused')) {
    const seen = enriched.length + logged.length + deadLetters.length
    if (seen > 0) find('stray', deliveries.length === 0 ? 'nobody sent it' : 'it was refused')
    return findings
  }

  const parked = deadLetters.filter(({ stage }) => stage === 'enricher').length
  const accepted = deliveries.filter(({ fate }) => fate === 'accepted')
  const missing = accepted.filter(({ revision }) => !enriched.some((record) => record.revision === revision))
  for (const { revision } of missing.slice(parked)) find('lost', `revision ${revision} was not enriched`)
  for (const [revision, records] of Map.groupBy(enriched, (record) => record.revision)) {
    for (const _ of records.slice(1)) find('doubled', `revision ${revision} stands twice among the enriched`)
  }
  if (parked > deliveries.length - new Set(enriched.map(({ revision }) => revision)).size)
    find('doubled', 'the enricher published it and dead-lettered it too')

  const outcomes = logged.length + deadLetters.length - parked
  for (let open = outcomes; open < enriched.length; open++)
    find('lost', `${enriched.length} times enriched, ${outcomes} outcomes`)
  for (let extra = enriched.length; extra < outcomes; extra++)
    find('doubled', `${enriched.length} times enriched, ${outcomes} outcomes`)
  return findings
}

/** One Task for a call that was logged, none for one that was skipped. */
export function tasks({ eventId, logged, deadLetters, tasks }: EventFile): Finding[] {
  const findings: Finding[] = []
  const isLogged = logged.some(({ result }) => result !== 'SKIPPED')
  if (isLogged && tasks.length === 0)
    findings.push({ breach: 'lost', about: eventId, detail: 'logged, says Kafka, but it has no Task' })
  for (const _ of tasks.slice(1))
    findings.push({ breach: 'doubled', about: eventId, detail: `it has ${tasks.length} Tasks` })
  if (tasks.length > 0 && logged.length > 0 && !isLogged && deadLetters.length === 0)
    findings.push({ breach: 'stray', about: eventId, detail: 'it was skipped, and has a Task' })
  return findings
}
