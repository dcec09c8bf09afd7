import { describe, expect, it } from 'vitest'
import { consumerRights, principals, rightsOf, stageRights, stageTransactionalId } from './access.ts'
import type { AccessOperation, PrincipalName } from './access.ts'
import { allTopics, callsEnrichedMasked, enricherTopics, sinkTopics } from './topics.ts'

function whoMay(operation: AccessOperation, topic: string): PrincipalName[] {
  return principals
    .filter(({ rights }) =>
      rights.some(
        (right) => right.resource === 'topic' && right.name === topic && right.operations.includes(operation),
      ),
    )
    .map(({ name }) => name)
}

describe('the rights in Kafka', () => {
  it.each(allTopics().map(({ name }) => name))('somebody writes, reads and creates %s', (topic) => {
    expect(whoMay('WRITE', topic)).not.toEqual([])
    expect(whoMay('READ', topic)).not.toEqual([])
    expect(whoMay('CREATE', topic)).toEqual(['provision'])
  })

  it('are of topics that there are', () => {
    const topics = new Set(allTopics().map(({ name }) => name))
    const strangers = principals.flatMap(({ rights }) =>
      rights.filter(({ resource, name }) => resource === 'topic' && !topics.has(name)),
    )
    expect(strangers).toEqual([])
  })

  it('let one client write each event, and nobody but who forgets people delete any', () => {
    expect(whoMay('WRITE', 'calls.ended.v1')).toEqual(['ingress'])
    expect(whoMay('WRITE', 'calls.enriched.v1')).toEqual(['enricher'])
    expect(whoMay('WRITE', callsEnrichedMasked.name)).toEqual(['enricher'])
    expect(whoMay('WRITE', 'calls.logged.v1')).toEqual(['sink'])
    const deleting = principals.filter(({ rights }) =>
      rights.some(({ operations }) => operations.includes('DELETE')),
    )
    expect(deleting.map(({ name }) => name)).toEqual(['forget'])
  })

  it('let the monitor change nothing', () => {
    const operations = rightsOf('monitor').flatMap((right) => right.operations)
    expect(new Set(operations)).toEqual(new Set(['READ', 'DESCRIBE']))
  })

  it('let a team that may not see people read no number and no name', () => {
    expect(whoMay('READ', 'calls.enriched.v1')).not.toContain('consumer')
    expect(rightsOf('consumer').map(({ name }) => name)).toEqual([
      callsEnrichedMasked.name,
      'calls.logged.v1',
      'TEAM-',
    ])
  })

  it('name each topic once per client, with everything that it may do there', () => {
    const doubled = principals.map(({ name, rights }) => {
      const reasons = rights.map((right) => `${right.resource} ${right.name} ${right.operations.join()}`)
      return [name, reasons.length - new Set(reasons).size]
    })
    expect(doubled.filter(([, count]) => count !== 0)).toEqual([])
  })
})

describe('a stage', () => {
  it('may take over every partition that it reads', () => {
    const prefix = stageRights(sinkTopics).find(({ resource }) => resource === 'transactional-id')!
    expect(prefix).toMatchObject({ pattern: 'prefixed', operations: ['WRITE'] })
    expect(stageTransactionalId('sink', 'calls.enriched.v1', 3)).toBe('sink-calls.enriched.v1-3')
    expect(stageTransactionalId('sink', 'calls.enriched.v1', 3).startsWith(prefix.name)).toBe(true)
  })

  it('needs a right on a view only when it writes it', () => {
    const names = (rights: ReturnType<typeof stageRights>) => rights.map(({ name }) => name)
    expect(names(stageRights(enricherTopics))).toContain(callsEnrichedMasked.name)
    expect(names(stageRights(enricherTopics, []))).not.toContain(callsEnrichedMasked.name)
  })
})

it('a team may use every group whose name begins with its own', () => {
  expect(consumerRights(['calls.logged.v1'], 'reports-')).toMatchObject([
    { resource: 'topic', name: 'calls.logged.v1', operations: ['READ'] },
    { resource: 'group', name: 'reports-', pattern: 'prefixed', operations: ['READ'] },
  ])
})
