/**
 * Who may do what in Kafka: of each client of ours the least rights that it works with. The page about access is made of it, the ACLs of
 * the tests are, and it is what a service checks at its start.
 */
import {
  allTopics,
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  deadLetterResolutions,
  enricherTopics,
  eventTopics,
  sinkTopics,
  stages,
} from './topics.ts'
import type { StageName, StageTopics } from './topics.ts'

/** As Kafka has them. READ, WRITE and DELETE let one DESCRIBE, too, and ALTER_CONFIGS lets one DESCRIBE_CONFIGS. */
export type AccessOperation =
  'READ' | 'WRITE' | 'CREATE' | 'DELETE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS' | 'ALTER_CONFIGS'

export interface AccessRight {
  readonly resource: 'topic' | 'group' | 'transactional-id'
  readonly name: string
  /** Whether the name is the whole one, or what the names of all that are meant begin with. `*` is any name. */
  readonly pattern: 'literal' | 'prefixed'
  /** One of the names that are meant, to ask Kafka about: a longer prefix may be granted, too. Default: `name`. */
  readonly such?: string
  readonly operations: readonly AccessOperation[]
  readonly why: string
}

export type PrincipalName =
  | 'ingress'
  | 'enricher'
  | 'sink'
  | 'monitor'
  | 'console'
  | 'forget'
  | 'provision'
  | 'consumer'
  | 'consumer-of-people'

export interface Principal {
  readonly name: PrincipalName
  /** What it is, as a sentence. */
  readonly is: string
  readonly rights: readonly AccessRight[]
}

/** What a team that reads puts before the names of its groups; the page tells to replace it by the team's own. */
export const teamGroupPrefix = 'TEAM-'

/** Readers of the console make a group each, which lives as long as they read. */
export const consoleGroupPrefix = 'calltrail-console-'

/** One for all consoles: whoever takes it shuts out the one before. */
export const consoleTransactionalId = 'calltrail-console'

/** One for each partition that a stage reads, so that who has it next shuts out who had it before. */
export function stageTransactionalId(stage: StageName, topic: string, partition: number): string {
  return `${stagePrefix(stage)}${topic}-${partition}`
}

function stagePrefix(stage: StageName): string {
  return `${stage}-`
}

export const ingressRights = onTopics([callsEnded.name], ['WRITE'], 'publishes calls that have ended')

interface Named {
  readonly name: string
}

/** Of a stage's topics, their names. */
interface StageNames extends Pick<
  StageTopics,
  'stage' | 'consumerGroup' | 'retryTiers' | 'followUpTiers' | 'deadLetters'
> {
  readonly input: Named
  readonly output: Named
  readonly views: readonly Named[]
}

/** @param writtenViews the topics beside the output that the stage does write; by default all that it may */
export function stageRights(
  { stage, consumerGroup, input, output, views, retryTiers, followUpTiers, deadLetters }: StageNames,
  writtenViews: readonly Named[] = views,
): AccessRight[] {
  return [
    ...onTopics([input.name], ['READ'], 'its input'),
    ...onTopics([output.name], ['WRITE'], 'its output'),
    ...onTopics(
      writtenViews.map(({ name }) => name),
      ['WRITE'],
      'its output as those may see it who may not see people; only with PSEUDONYM_KEY',
    ),
    ...onTopics(retryTiers, ['READ', 'WRITE'], 'records that wait for another try'),
    ...onTopics(followUpTiers, ['READ', 'WRITE'], 'records that are looked at again later'),
    ...onTopics([deadLetters], ['WRITE'], 'records that it has given up'),
    {
      resource: 'group',
      name: consumerGroup,
      pattern: 'literal',
      operations: ['READ'],
      why: 'shares the partitions with its replicas, and commits what it has done',
    },
    {
      resource: 'transactional-id',
      name: stagePrefix(stage),
      pattern: 'prefixed',
      such: stageTransactionalId(stage, input.name, 0),
      operations: ['WRITE'],
      why: 'what comes of a record and that it is done become visible together',
    },
  ]
}

const waiting = stages.flatMap(({ retryTiers, followUpTiers }) => [...retryTiers, ...followUpTiers])
const deadLetters = stages.map((stage) => stage.deadLetters)

/** What the console's readers need, the monitor's among them. */
const lookRights: readonly AccessRight[] = [
  ...onTopics(
    [callsEnded.name, callsEnriched.name, callsLogged.name, ...waiting, ...deadLetters],
    ['READ'],
    'tells what became of calls, and what waits',
  ),
  ...onTopics([deadLetterResolutions.name], ['READ'], 'tells which dead letters are open'),
  ...stages.map(({ consumerGroup }) => ({
    resource: 'group' as const,
    name: consumerGroup,
    pattern: 'literal' as const,
    operations: ['DESCRIBE'] as const,
    why: 'how far the stage is, and of how many processes',
  })),
  readerGroup(consoleGroupPrefix),
]

const oneConsoleWrites: AccessRight = {
  resource: 'transactional-id',
  name: consoleTransactionalId,
  pattern: 'literal',
  operations: ['WRITE'],
  why: 'what is written together becomes visible together; a second console shuts out the first',
}

const consoleRights: readonly AccessRight[] = [
  ...lookRights,
  ...onTopics(
    stages.map(({ retryTiers }) => retryTiers[0]!),
    ['WRITE'],
    '`dead-letters replay`',
  ),
  ...onTopics([deadLetterResolutions.name], ['WRITE'], '`dead-letters replay` and `dead-letters resolve`'),
  oneConsoleWrites,
]

const forgetRights: readonly AccessRight[] = [
  ...onTopics(
    [...eventTopics.map(({ name }) => name), ...waiting, ...deadLetters],
    ['READ', 'DELETE', 'DESCRIBE_CONFIGS'],
    'finds the records of a person, and how long they would be kept, and deletes',
  ),
  ...onTopics([deadLetterResolutions.name], ['READ', 'WRITE'], 'deleted dead letters need nothing more'),
  oneConsoleWrites,
  readerGroup(consoleGroupPrefix),
  {
    resource: 'group',
    name: '*',
    pattern: 'literal',
    operations: ['DESCRIBE'],
    why: 'who has not read yet what is to be deleted',
  },
]

/** Of who creates `topics`. */
export function provisionRights(topics: readonly string[]): AccessRight[] {
  return onTopics(
    topics,
    ['CREATE', 'DESCRIBE', 'ALTER_CONFIGS'],
    'creates the topic, says what differs, and puts right what loses records',
  )
}

/** Of a team that reads `topics`. */
export function consumerRights(topics: readonly string[], groupPrefix: string): AccessRight[] {
  return [...onTopics(topics, ['READ'], 'what it reads'), readerGroup(groupPrefix)]
}

export const principals: readonly Principal[] = [
  { name: 'ingress', is: 'Takes events from Genesys.', rights: ingressRights },
  { name: 'enricher', is: 'Adds who called.', rights: stageRights(enricherTopics) },
  { name: 'sink', is: 'Logs calls in Salesforce.', rights: stageRights(sinkTopics) },
  { name: 'monitor', is: 'Watches, and changes nothing.', rights: lookRights },
  {
    name: 'console',
    is: 'Looks, and replays dead letters. Who only looks needs no more than the monitor has.',
    rights: consoleRights,
  },
  {
    name: 'forget',
    is: 'Deletes a person’s records (`calltrail forget`). A role of its own, for nobody else has to delete: optional.',
    rights: forgetRights,
  },
  {
    name: 'provision',
    is: 'Creates the topics (`npm run provision`).',
    rights: provisionRights(allTopics().map(({ name }) => name)),
  },
  {
    name: 'consumer',
    is: 'Another team, which may not see people.',
    rights: consumerRights([callsEnrichedMasked.name, callsLogged.name], teamGroupPrefix),
  },
  {
    name: 'consumer-of-people',
    is: 'Another team, which may.',
    rights: consumerRights([callsEnriched.name, callsLogged.name], teamGroupPrefix),
  },
]

/** The rights of a client of ours, or of another team's. */
export function rightsOf(name: PrincipalName): readonly AccessRight[] {
  return principals.find((principal) => principal.name === name)!.rights
}

function onTopics(
  names: readonly string[],
  operations: readonly AccessOperation[],
  why: string,
): AccessRight[] {
  return names.map((name) => ({ resource: 'topic', name, pattern: 'literal', operations, why }))
}

function readerGroup(prefix: string): AccessRight {
  return {
    resource: 'group',
    name: prefix,
    pattern: 'prefixed',
    operations: ['READ'],
    why: 'reads as a group',
  }
}
