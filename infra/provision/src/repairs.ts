/**
 * The clean-up policy of topics that are there. A topic of events that is compacted loses all but the last record of each key; one of
 * facts that is not compacted forgets them too early.
 */
import type { TopicSpec } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Admin, ConfigEntries } from 'kafkajs'

/** @returns what each topic's policy was, for those that had a wrong one */
export async function repairCleanupPolicies(
  admin: Admin,
  specs: readonly TopicSpec[],
): Promise<Map<string, string>> {
  if (specs.length === 0) return new Map()
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: specs.map(({ name }) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
  })
  const settings = new Map(resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]))
  const repaired = new Map<string, string>()
  for (const spec of specs) {
    const entries = settings.get(spec.name) ?? []
    const has = entries.find(({ configName }) => configName === 'cleanup.policy')?.configValue ?? ''
    if (samePolicy(has, spec.cleanupPolicy)) continue
    await setCleanupPolicy(admin, spec, entries)
    repaired.set(spec.name, has)
  }
  return repaired
}

function samePolicy(has: string, wants: string): boolean {
  return has.split(',').toSorted().join() === wants.split(',').toSorted().join()
}

/** kafkajs can only set all of a topic's settings at once: one that is not given falls back to the broker's default. */
async function setCleanupPolicy(
  admin: Admin,
  { name, cleanupPolicy }: TopicSpec,
  entries: readonly ConfigEntries[],
): Promise<void> {
  const own = entries.filter(
    ({ configName, configSource }) =>
      configSource === kafkajs.ConfigSource.TOPIC_CONFIG && configName !== 'cleanup.policy',
  )
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configEntries: [
          ...own.map(({ configName, configValue }) => ({ name: configName, value: configValue })),
          { name: 'cleanup.policy', value: cleanupPolicy },
        ],
      },
    ],
  })
}
