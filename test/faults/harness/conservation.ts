/** Nothing lost, nothing doubled, nothing that nobody sent. Pure. */
import type { Breach, EventFile, Finding } from './books.ts'

/** Each delivery becomes one enriched event or one dead letter, and each enriched event one outcome. */
export function conservation(event: EventFile): Finding[] {
  const { eventId, deliveries, enriched, logged, deadLetters, tasks } = event
  const findings: Finding[] = []
  const find = (breach: Breach, detail: string) => findings.push({ breach, about: eventId, detail })

  if (deliveries.every(({ fate }) => fate === 'refused')) {
    const seen = enriched.length + logged.length + deadLetters.length + tasks.length
    if (seen > 0) find('stray', deliveries.length === 0 ? 'nobody sent it' : 'it was refused')
    return findings
  }

  const published = countBy(enriched, ({ revision }) => revision)
  const parked = countBy(
    deadLetters.filter(({ stage }) => stage === 'enricher'),
    ({ revision }) => revision,
  )
  for (const { revision } of deliveries.filter(({ fate }) => fate === 'accepted'))
    if (!published.has(revision) && !parked.has(revision))
      find('lost', `revision ${revision} was not enriched`)
  for (const [revision, count] of published)
    for (let time = 1; time < count; time++)
      find('doubled', `revision ${revision} stands twice among the enriched`)
  for (const [revision, count] of parked)
    for (let time = published.has(revision) ? 0 : 1; time < count; time++)
      find('doubled', `the enricher dead-lettered revision ${revision}, and that was not all`)
  return [...findings, ...maskedForms(event), ...outcomes(event)]
}

/** Beside each event that the enricher published stands its masked form, once. */
function maskedForms({ eventId, enriched, masked }: EventFile): Finding[] {
  if (masked === undefined) return []
  const published = countBy(
    enriched.filter(({ isPlanted }) => !isPlanted),
    ({ toldOrder }) => toldOrder,
  )
  const forms = countBy(masked, ({ toldOrder }) => toldOrder)
  return [...new Set([...published.keys(), ...forms.keys()])].flatMap((order): Finding[] => {
    const [plain, hidden] = [published.get(order) ?? 0, forms.get(order) ?? 0]
    if (plain === hidden) return []
    const detail = `told as ${order}: ${plain} times enriched, ${hidden} times masked`
    return [{ breach: hidden < plain ? 'lost' : 'doubled', about: eventId, detail }]
  })
}

/** An outcome tells by its time of receipt which of the enriched records it is about, so that one cannot stand in for another. */
function outcomes({ eventId, enriched, logged, deadLetters }: EventFile): Finding[] {
  const expected = countBy(enriched, ({ receivedAt }) => receivedAt)
  const told = countBy(
    [...logged, ...deadLetters.filter(({ stage }) => stage === 'sink')],
    ({ receivedAt }) => receivedAt,
  )
  return [...new Set([...expected.keys(), ...told.keys()])].flatMap((receivedAt) => {
    const [inputs, outputs] = [expected.get(receivedAt) ?? 0, told.get(receivedAt) ?? 0]
    const breach = outputs < inputs ? 'lost' : 'doubled'
    const detail = `received at ${receivedAt}: ${inputs} times enriched, ${outputs} outcomes`
    return Array.from({ length: Math.abs(outputs - inputs) }, () => ({ breach, about: eventId, detail }))
  })
}

/** One Task for a call that was logged. */
export function tasks({ eventId, logged, tasks }: EventFile): Finding[] {
  const findings: Finding[] = []
  if (tasks.length === 0 && logged.some(({ result }) => result !== 'SKIPPED'))
    findings.push({ breach: 'lost', about: eventId, detail: 'logged, says Kafka, but it has no Task' })
  for (const _ of tasks.slice(1))
    findings.push({ breach: 'doubled', about: eventId, detail: `it has ${tasks.length} Tasks` })
  return findings
}

function countBy<Item>(items: readonly Item[], of: (item: Item) => number): ReadonlyMap<number, number> {
  return new Map([...Map.groupBy(items, of)].map(([value, group]) => [value, group.length]))
}
