/**
 * Settings of topics that are there, which lose or hold up records when they are wrong: they are put right. A topic of events that is
 * compacted loses all but the last record of each key; one of facts that is not compacted forgets them too early; one of failures that
 * takes too little refuses a record that failed, and holds up what is behind it.
 */
import type { TopicSpec } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Admin, ConfigEntries } from 'kafkajs'

interface Repair {
  readonly setting: string
  readonly was: string
  readonly wants: string
}

/** @returns what was put right of each topic, such as `cleanup.policy was compact` */
export async function repairTopics(
  admin: Admin,
  specs: readonly TopicSpec[],
): Promise<Map<string, readonly string[]>> {
  if (specs.length === 0) return new Map()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: specs.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  })
  const settings = new Map(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]))
  const repaired = new Map<string, readonly string[]>()
  for (const spec of specs) {
    const entries = settings.get(spec.name) ?? []
    const repairs = repairsOf(spec, entries)
    if (repairs.length === 0) continue
    await set(admin, spec.name, entries, repairs)
    repaired.set(
      spec.name,
      repairs.map(({ setting, was }) => `${setting} was ${was}`),
    )
  }
  return repaired
}

function repairsOf(
  { cleanupPolicy, maxMessageBytes }: TopicSpec,
  entries: readonly ConfigEntries[],
): Repair[] {
  const has = (setting: string) => entries.find(({ configName }) => configName === setting)?.configValue ?? ''
  const [policy, size] = [has('cleanup.policy'), has('max.message.bytes')]
  return [
    ...(samePolicy(policy, cleanupPolicy)
      ? []
      : [{ setting: 'cleanup.policy', was: policy, wants: cleanupPolicy }]),
    ...(maxMessageBytes === undefined || Number(size) >= maxMessageBytes
      ? []
      : [{ setting: 'max.message.bytes', was: size, wants: String(maxMessageBytes) }]),
  ]
}

function samePolicy(has: string, wants: string): boolean {
  return has.split(',').toSorted().join() === wants.split(',').toSorted().join()
}

/** kafkajs can only set all of a topic's settings at once: one that is not given falls back to the broker's default. */
async function set(
  admin: Admin,
  topic: string,
  entries: readonly ConfigEntries[],
  repairs: readonly Repair[],
): Promise<void> {
  const own = entries.filter(
    ({ configName, configSource }) =>
      configSource === kafkajs.ConfigSource.TOPIC_CONFIG &&
      repairs.every(({ setting }) => setting !== configName),
  )
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: [
          ...own.map(({ configName, configValue }) => ({ name: configName, value: configValue })),
          ...repairs.map(({ setting, wants }) => ({ name: setting, value: wants })),
        ],
      },
    ],
  })
}
