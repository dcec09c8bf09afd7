/**
 * Whether a client may do in Kafka what it is there for.
 */
import type { AccessOperation, AccessRight } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Access, AccessToResource, Admin, Kafka } from 'kafkajs'
import pTimeout from 'p-timeout'
import { PipelineError } from '../errors.ts'
import { deniedResource, refusalIn, seeRights } from './refusal.ts'

export interface KafkaAccess {
  /**
   * Asks Kafka, which costs a request per group and one for all topics.
   * @throws {PipelineError} KAFKA_LOGIN_REFUSED, KAFKA_CERTIFICATE_UNTRUSTED, KAFKA_ACCESS_DENIED
   * @throws {AggregateError} of a KAFKA_ACCESS_DENIED for each right, when several are missing
   */
  prove(): Promise<void>
  /** The same for who gets along without Kafka for a while: one that does not answer soon is not waited for. */
  proveUnlessAway(): Promise<void>
  /** What `prove` would throw, when the error of a client is that Kafka refuses something; other errors as they are. */
  explained(error: unknown): Promise<unknown>
}

/** A refusal is told as it is when Kafka does not say in time what it is about. */
const explainMs = 5_000
/** How long a Kafka takes that is not away, with a login and over TLS. */
const soonMs = 2_000
const unknownOperations = -2_147_483_648

/** @param rights what the client needs */
export function kafkaAccess(kafka: Kafka, rights: readonly AccessRight[]): KafkaAccess {
  async function prove(): Promise<void> {
    const admin = kafka.admin()
    try {
      await admin.connect()
      const missing = await missingRights(admin, rights)
      if (missing.length > 0) throw together(missing)
    } catch (error) {
      throw refusalIn(error) ?? error
    } finally {
      await admin.disconnect()
    }
  }

  async function proveUnlessAway(): Promise<void> {
    try {
      await pTimeout(prove(), { milliseconds: soonMs })
    } catch (error) {
      if (isRefusal(error)) throw error
    }
  }

  async function explained(error: unknown): Promise<unknown> {
    const refusal = refusalIn(error)
    if (refusal?.code !== 'KAFKA_ACCESS_DENIED') return refusal ?? error
    try {
      await pTimeout(prove(), { milliseconds: explainMs })
    } catch (found) {
      if (isRefusal(found)) return found
    }
    return oneOfThese(rights, refusal)
  }

  return { prove, proveUnlessAway, explained }
}

/** A refusal of which it is not known what it is about: there are not many rights on a thing of its kind. */
function oneOfThese(rights: readonly AccessRight[], refusal: PipelineError): PipelineError {
  const kind = deniedResource(refusal.cause)
  const named = rights
    .filter(({ resource }) => titleOf(resource) === kind)
    .map((right) => `${right.operations.join(' and ')} on ${nameOf(right)}`)
  if (named.length === 0) return refusal
  const message = `Kafka denies access to a ${kind}. Needed: ${named.join(', ')}. ${seeRights}`
  return new PipelineError('KAFKA_ACCESS_DENIED', message, { cause: refusal.cause })
}

/** One error, or one of all. */
export function together(errors: readonly PipelineError[]): PipelineError | AggregateError {
  const [first, ...others] = errors
  if (first && others.length === 0) return first
  return new AggregateError(errors, errors.map(({ message }) => message).join('\n'))
}

/** Whether Kafka lets the client not do something, now or later, until somebody changes what is set. */
export function isRefusal(error: unknown): error is PipelineError | AggregateError {
  if (error instanceof AggregateError) return error.errors.every(isRefusal)
  return error instanceof PipelineError && refusalIn(error) === error
}

async function missingRights(admin: Admin, rights: readonly AccessRight[]): Promise<PipelineError[]> {
  const named = (resource: AccessRight['resource']) => [
    ...new Set(rights.filter((right) => right.resource === resource).map(askedFor)),
  ]
  const access = await tellAccess(admin, {
    topics: named('topic'),
    groups: named('group'),
    transactionalIds: named('transactional-id'),
  })
  if (!access) return []
  return rights.flatMap((right) =>
    missingOperations(right, access).map((operation) => missingRight(right, operation)),
  )
}

/** Undefined from a broker that is too old to tell. */
async function tellAccess(
  admin: Admin,
  names: Parameters<Admin['describeAccess']>[0],
): Promise<Access | undefined> {
  try {
    return await admin.describeAccess(names)
  } catch (error) {
    if (error instanceof kafkajs.KafkaJSServerDoesNotSupportApiKey) return undefined
    throw error
  }
}

function askedFor({ name, such = name }: AccessRight): string {
  return such
}

/** A client that may do one of these may also describe. */
const describing = new Set<string>(['READ', 'WRITE', 'DELETE', 'DESCRIBE'])

function missingOperations(right: AccessRight, access: Access): readonly string[] {
  const { resource, operations } = right
  const name = askedFor(right)
  if (resource === 'transactional-id') {
    const found = access.transactionalIds.find((one) => one.name === name)
    return found?.errorCode === 0 ? [] : operations
  }
  const told = (resource === 'topic' ? access.topics : access.groups).find((one) => one.name === name)
  // Kafka tells of what may not be described only that.
  if (isHidden(told)) return operations.filter((operation) => describing.has(operation))
  // What does not exist is for others to find.
  if (!told || told.errorCode !== 0 || !isTold(told)) return []
  return operations.filter((operation) => !mayDo(told, operation))
}

/** Some brokers, and services that speak as one, leave the rights out. Who may not even describe a thing is not shown it. */
function isTold(told: AccessToResource): boolean {
  return told.authorizedOperations !== unknownOperations && mayDo(told, 'DESCRIBE')
}

function mayDo({ authorizedOperations }: AccessToResource, operation: AccessOperation): boolean {
  return (authorizedOperations & (1 << kafkajs.AclOperationTypes[operation])) !== 0
}

const topicAuthorizationFailed = 29
const groupAuthorizationFailed = 30

function isHidden(told: AccessToResource | undefined): boolean {
  return told?.errorCode === topicAuthorizationFailed || told?.errorCode === groupAuthorizationFailed
}

/** What is said of a right that is missing. */
export function missingRight(right: AccessRight, operation: string): PipelineError {
  const message = `the right ${operation} on ${nameOf(right)} is missing (${right.why}). ${seeRights}`
  return new PipelineError('KAFKA_ACCESS_DENIED', message)
}

function nameOf({ resource, name, pattern }: AccessRight): string {
  return `${titleOf(resource)} ${name}${pattern === 'prefixed' ? '…' : ''}`
}

function titleOf(resource: AccessRight['resource']): string {
  return resource.replace('-', ' ')
}
