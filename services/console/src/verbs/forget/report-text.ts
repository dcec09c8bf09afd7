/**
 * What Kafka holds of a person, and what was done about it, for people. It shows no more of the person than was given.
 */
import { printable } from '../../console.ts'
import type { Relations } from '../../domain/relations.ts'
import type { Erased } from '../../forget/erase.ts'
import type { FoundPerson } from '../../forget/find-person.ts'
import type { ErasurePlan, PlannedPartition } from '../../forget/plan-erasure.ts'
import { counted, inThousands, tableOf, timeText } from '../../table.ts'
import { obstacleText } from './obstacle-text.ts'

/** Before the question. */
export function planText(found: FoundPerson, plan: ErasurePlan): string {
  const total = recordsIn(plan)
  return [
    `${counted(total, 'record')} of this person, of ${inThousands(found.read)} that were read${undecodableText(found)}:\n`,
    `\n${partitionsText(plan)}`,
    `\nNamed by ${found.mentions.map(({ trait, where, records }) => `${trait} in ${where} (${inThousands(records)})`).join(', ')}.\n`,
    relationsText(found.alsoKnownBy),
    notesText(plan),
  ].join('')
}

/** After it was done. `left` is what was found when everything was read again. */
export function outcomeText(erased: Erased, left: ErasurePlan): string {
  const resolved =
    erased.resolved === 0
      ? ''
      : ` ${counted(erased.resolved, 'open dead letter')} of theirs resolved as forgotten.`
  const done = `Deleted ${counted(erased.records, 'record')} of this person, and ${inThousands(erased.others)} of others with them.${resolved}\n`
  const bytes =
    erased.records === 0
      ? ''
      : 'Nobody can read them through Kafka any more. Their bytes stay on the disks of the brokers until the segment that they are in goes: at the latest when Kafka would have removed them by itself.\n'
  const total = recordsIn(left)
  if (total === 0) return `${done}Read again: nothing in Kafka names this person.\n${bytes}`
  return `${done}Read again: ${counted(total, 'record')} ${total === 1 ? 'is' : 'are'} left.\n\n${partitionsText(left)}\n${bytes}`
}

/** What a yes would do. Undefined when nothing can be done now. */
export function questionText(
  { partitions, notes }: ErasurePlan,
  openDeadLetters: number,
): string | undefined {
  const going = partitions.filter(({ verdict }) => verdict.before !== undefined)
  const [records, others] = [
    sum(going, ({ verdict }) => verdict.erased),
    sum(going, ({ verdict }) => verdict.others),
  ]
  const resolve = openDeadLetters === 0 ? '' : `resolve ${counted(openDeadLetters, 'dead letter')}`
  if (going.length === 0) {
    const notesOnly =
      notes.length === 0 ? undefined : `Take what names them out of ${counted(notes.length, 'resolution')}?`
    return resolve === '' ? notesOnly : `Delete nothing yet, but ${resolve} of theirs as forgotten?`
  }
  const where = counted(going.length, 'partition')
  return `Delete ${counted(records, 'record')} of this person, and ${inThousands(others)} of others, from ${where}${resolve && `, and ${resolve}`}? This cannot be undone.`
}

export function recordsIn({ partitions }: ErasurePlan): number {
  return sum(partitions, ({ tally }) => tally.hits.length)
}

function partitionsText({ partitions }: ErasurePlan): string {
  const reasons = partitions.flatMap(({ tally: { topic, partition }, verdict }) =>
    verdict.obstacles.map(
      (obstacle) =>
        `  ${topic.name}/${partition}: ${printable(obstacleText(obstacle, { partition, deadLettersOf: topic.deadLettersOf }))}.\n`,
    ),
  )
  return `${tableOf(columns, partitions)}${reasons.length === 0 ? '' : `\nStays for now:\n${reasons.join('')}`}`
}

const columns = [
  { title: 'Topic', cell: ({ tally }: PlannedPartition) => tally.topic.name },
  { title: 'Partition', cell: ({ tally }: PlannedPartition) => tally.partition, align: 'right' as const },
  {
    title: 'Records',
    cell: ({ tally }: PlannedPartition) => inThousands(tally.hits.length),
    align: 'right' as const,
  },
  { title: 'Oldest', cell: ({ tally }: PlannedPartition) => timeText(tally.oldest) },
  { title: 'Newest', cell: ({ tally }: PlannedPartition) => timeText(tally.newest) },
  {
    title: 'Gone by itself by',
    cell: ({ goneBy }: PlannedPartition) => (goneBy === undefined ? 'never' : timeText(goneBy)),
  },
  {
    title: 'Deletable now',
    cell: ({ verdict }: PlannedPartition) => inThousands(verdict.erased),
    align: 'right' as const,
  },
  {
    title: 'Others with it',
    cell: ({ verdict }: PlannedPartition) => inThousands(verdict.others),
    align: 'right' as const,
  },
  { title: 'Then replayable from', cell: ({ verdict }: PlannedPartition) => beginningText(verdict) },
]

function beginningText({ before, beginsAt }: PlannedPartition['verdict']): string {
  if (before === undefined) return ''
  return beginsAt === undefined ? 'now on' : timeText(beginsAt)
}

function undecodableText({ undecodable }: FoundPerson): string {
  return undecodable === 0
    ? ''
    : ` (${counted(undecodable, 'record')} of these cannot be decoded, and names them in its bytes)`
}

function relationsText({ contacts, phones, emails }: Relations): string {
  const known = [
    ...[...contacts].map((id) => `contact ${id}`),
    ...(phones.size === 0 ? [] : [counted(phones.size, 'other number')]),
    ...(emails.size === 0
      ? []
      : [emails.size === 1 ? '1 e-mail address' : `${emails.size} e-mail addresses`]),
  ]
  if (known.length === 0) return ''
  return `The customer of these calls is also known by ${known.join(', ')}: --linked looks for that as well.\n`
}

function notesText({ notes }: ErasurePlan): string {
  return notes.length === 0
    ? ''
    : `${counted(notes.length, 'resolution')} of dead letters ${notes.length === 1 ? 'names' : 'name'} them, by an event id or in a reason; that is taken out.\n`
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0)
}
