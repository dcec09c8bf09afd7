import { allTopics, principals } from '@calltrail/schemas'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { strimziFiles } from './resources.ts'

interface Resource {
  readonly kind: string
  readonly metadata: { readonly name: string }
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

it('names are such as Kubernetes takes', () => {
  const name = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/
  expect([...topics!, ...users!].filter(({ metadata }) => !name.test(metadata.name))).toEqual([])
})
