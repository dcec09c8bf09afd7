import { allTopics, principals } from '@calltrail/schemas'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { strimziFiles } from './resources.ts'

interface Resource {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: { readonly authorization?: { readonly acls: readonly Acl[] } }
}

interface Acl {
  readonly resource: { readonly type: string; readonly name: string; readonly patternType: string }
  readonly operations: readonly string[]
}

const [topics, users] = strimziFiles().map(({ text }) =>
  parseAllDocuments(text).map((document) => document.toJS() as Resource),
)

it('each topic is a resource, under its own name', () => {
  expect(topics!.map(({ kind, metadata }) => [kind, metadata.name])).toEqual(
    allTopics().map(({ name }) => ['KafkaTopic', name]),
  )
})

it('each client of ours is a user; other teams are not', () => {
  const ours = principals.map(({ name }) => name).filter((name) => !name.startsWith('consumer'))
  expect(users!.map(({ kind, metadata }) => [kind, metadata.name])).toEqual(
    ours.map((name) => ['KafkaUser', `calltrail-${name}`]),
  )
})

const aclsOf = (user: string) =>
  users!.find(({ metadata }) => metadata.name === `calltrail-${user}`)!.spec.authorization!.acls

it('rights are said in words that Strimzi knows', () => {
  const operations = new Set([
    'All',
    'Alter',
    'AlterConfigs',
    'ClusterAction',
    'Create',
    'Delete',
    'Describe',
    'DescribeConfigs',
    'IdempotentWrite',
    'Read',
    'Write',
  ])
  const acls = users!.flatMap(({ spec }) => spec.authorization!.acls)
  expect(acls.length).toBeGreaterThan(10)
  for (const { resource, operations: allowed } of acls) {
    expect(allowed.filter((operation) => !operations.has(operation))).toEqual([])
    expect(['topic', 'group', 'cluster', 'transactionalId']).toContain(resource.type)
    expect(['literal', 'prefix']).toContain(resource.patternType)
  }
})

it('a user has the rights of its client, all of them', () => {
  const said = aclsOf('enricher').map(
    ({ resource: { type, name, patternType }, operations }) =>
      `${operations.join('+')} ${type} ${patternType} ${name}`,
  )
  expect(said).toEqual([
    'Read topic literal calls.ended.v1',
    'Write topic literal calls.enriched.v1',
    'Write topic literal calls.enriched.masked.v1',
    'Read+Write topic literal calls.enricher.retry.1',
    'Read+Write topic literal calls.enricher.retry.2',
    'Read+Write topic literal calls.enricher.retry.3',
    'Read+Write topic literal calls.enricher.follow-up.1',
    'Read+Write topic literal calls.enricher.follow-up.2',
    'Read+Write topic literal calls.enricher.follow-up.3',
    'Write topic literal calls.enricher.dlt',
    'Read group literal calltrail-enricher',
    'Write transactionalId prefix enricher-',
  ])
})

it('names are such as Kubernetes takes', () => {
  const name = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/
  expect([...topics!, ...users!].filter(({ metadata }) => !name.test(metadata.name))).toEqual([])
})
