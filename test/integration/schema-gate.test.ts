/**
 * The gate against the registry whose rule it stands for: what the one refuses, the other must not take.
 */
import { randomUUID } from 'node:crypto'
import { eventTopics, releasedSchemasOf } from '@calltrail/schemas'
import { breachesOfChange, rules } from '@calltrail/schemas/compatibility'
import type { Breach, RuleEntry } from '@calltrail/schemas/compatibility'
import * as fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { anyChange } from './schema-changes.ts'

const { schemaRegistryUrl } = inject('stack')

async function call(method: string, path: string, body: object) {
  const answer = await fetch(`${schemaRegistryUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as { is_compatible?: boolean } }
}

/** Makes a FULL_TRANSITIVE subject that has all the versions, and asks it whether it would take one more. */
async function openSubject(versions: readonly string[]) {
  const subject = `gate-${randomUUID()}`
  expect(await call('PUT', `/config/${subject}`, { compatibility: 'FULL_TRANSITIVE' })).toMatchObject({
    status: 200,
  })
  for (const schema of versions)
    expect(await call('POST', `/subjects/${subject}/versions`, { schema })).toMatchObject({ status: 200 })
  return async (schema: string): Promise<boolean> => {
    const { status, body } = await call('POST', `/compatibility/subjects/${subject}/versions`, { schema })
    expect([200, 422]).toContain(status)
    return status === 200 && body.is_compatible === true
  }
}

const isStricter = ({ rule }: Breach) => (rules[rule] as RuleEntry).stricterThanRegistry !== undefined

it.each(eventTopics)(
  'whatever is changed in $event, the gate refuses what the registry refuses, and more only by rules that say why',
  async ({ event }) => {
    const released = releasedSchemasOf(event)
    const registryTakes = await openSubject(released)
    const verdicts = { taken: 0, refused: 0, 'refused by the gate alone': 0 }
    await fc.assert(
      fc.asyncProperty(anyChange(released.at(-1)!), async ({ schema }) => {
        const breaches = released.flatMap((version) => breachesOfChange(version, schema))
        if (!(await registryTakes(schema))) {
          verdicts.refused += 1
          expect(breaches).not.toEqual([])
        } else {
          expect(breaches.filter((breach) => !isStricter(breach))).toEqual([])
          verdicts[breaches.length > 0 ? 'refused by the gate alone' : 'taken'] += 1
        }
      }),
      { numRuns: 50 },
    )
    for (const count of Object.values(verdicts)) expect(count).toBeGreaterThan(0)
  },
)
