import { readFileSync } from 'node:fs'
import {
  allTopics,
  avroSchemaOf,
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  deadLetterResolutions,
  eventTopics,
  kindOf,
  recordIn,
  stages,
} from '@calltrail/schemas'
import type { EventName, PersonalDataKind, RecordSchema, TopicSpec } from '@calltrail/schemas'

const place = '<!-- topics -->'

/** `docs/personal-data.md`: what people have written, with the table that follows from the schemas and the list of topics. */
export function personalDataPage(): string {
  const written = readFileSync(new URL('personal-data.md', import.meta.url), 'utf8')
  if (!written.includes(place)) throw new Error(`personal-data.md has no ${place} for its table`)
  return `${written.replace(place, () => topicsTable())}\nThis page is written by \`npm run generate\` from \`infra/reference/src/personal-data.md\`, the schemas and the list of topics.\n`
}

interface Row {
  /** Topics that hold the same for the same time. */
  readonly names: readonly string[]
  /** What their values are; undefined where they are no events. */
  readonly event: EventName | undefined
  readonly erasing: string
}

function topicsTable(): string {
  const specs = new Map(allTopics().map((spec) => [spec.name, spec]))
  const rows = rowsOfTopics()
  const missing = [...specs.keys()].filter((name) => !rows.some(({ names }) => names.includes(name)))
  if (missing.length > 0) throw new Error(`the page of personal data says nothing of ${missing.join(', ')}`)
  return [
    '| topic | of people | kept | why | what erasing a person means |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(({ names, event, erasing }) => {
      const { retentionMs, retentionReason } = specs.get(names[0]!) as TopicSpec
      const topics = names.map((name) => `\`${name}\``).join('<br>')
      const people = event === undefined ? resolutionPeople : peopleIn(event)
      return `| ${topics} | ${people} | ${retentionMs / 86_400_000} days | ${retentionReason} | ${erasing} |`
    }),
  ].join('\n')
}

function rowsOfTopics(): Row[] {
  return [
    ...eventTopics.map(({ name, event }) => ({ names: [name], event, erasing: erasingFrom[event] })),
    ...stages.flatMap(({ input: { event }, retryTiers, followUpTiers, deadLetters }) => [
      { names: retryTiers, event, erasing: erasingFromRetries },
      ...(followUpTiers.length === 0 ? [] : [{ names: followUpTiers, event, erasing: erasingFromFollowUps }]),
      { names: [deadLetters], event, erasing: erasingFromDeadLetters },
    ]),
    { names: [deadLetterResolutions.name], event: undefined, erasing: erasingFromResolutions },
  ]
}

const erasingFrom: Readonly<Record<EventName, string>> = {
  [callsEnded.event]:
    '`forget` deletes up to the person’s last record, an hour after it, and once the stages have caught up. What was deleted of others cannot be made again from here.',
  [callsEnriched.event]:
    '`forget` deletes up to the person’s last record, once every consumer group has read it. Copies that other teams have made are theirs to erase.',
  [callsEnrichedMasked.event]:
    'The same, by the event ids. The next call from the same number has the same pseudonym again.',
  [callsLogged.event]:
    'Goes with retention only: without it, reconciliation would take the calls of others for missing and send them again. Its ids lead to nobody once Genesys and Salesforce have forgotten the person.',
}
const erasingFromRetries =
  '`forget` deletes once the stage has tried again. Until then the call is still to be logged, or dead-lettered.'
const erasingFromFollowUps =
  '`forget` deletes once the stage has looked again, which may publish the call once more: run it again then.'
const erasingFromDeadLetters =
  '`forget` resolves the person’s as `forgotten`, and deletes up to the last one as soon as none of others below it is open.'
const erasingFromResolutions =
  '`forget` writes the person’s over without the event id and the reason, and a reason that names them. The ones before go when Kafka compacts the topic.'

/** Its values are no events: `services/console` writes them. */
const resolutionPeople =
  'ids of calls<br>name: `by`, the user of the operating system who resolved it<br>free-text: `reason`'

function peopleIn(event: EventName): string {
  const fields = fieldsOf(JSON.parse(avroSchemaOf(event)) as RecordSchema)
  const byKind = Map.groupBy(fields, ({ kind }) => kind)
  const shown = [...byKind].map(
    ([kind, ofKind]) => `${kind}: ${ofKind.map(({ path }) => `\`${path}\``).join(', ')}`,
  )
  return shown.length === 0 ? 'ids only' : shown.join('<br>')
}

interface PersonalField {
  readonly path: string
  readonly kind: PersonalDataKind
}

function fieldsOf({ fields }: RecordSchema, parent = ''): PersonalField[] {
  return fields.flatMap((field) => {
    const path = `${parent}${field.name}`
    const record = recordIn(field.type)
    if (record) return fieldsOf(record, `${path}.`)
    const kind = kindOf(field)
    return kind === 'none' ? [] : [{ path, kind }]
  })
}
