/**
 * Whether a client may do in Kafka what it is there for.
 */
import type { AccessRight } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Access, AccessToResource, Admin, Kafka } from 'kafkajs'
import pTimeout from 'p-timeout'
import { PipelineError } from '../errors.ts'
import { refusalIn, seeRights } from './refusal.ts'

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
      if (missing.length > 1)
        throw new AggregateError(missing, missing.map(({ message }) => message).join('\n'))
      if (missing[0]) throw missing[0]
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
      return refusal
    } catch (found) {
      return isRefusal(found) ? found : refusal
    }
  }

  return { prove, proveUnlessAway, explained }
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
    ...new Set(rights.filter((right) => right.resource === resource).map(({ name }) => name)),
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

/** A client that may do one of these may also describe. */
const describing = new Set<string>(['READ', 'WRITE', 'DELETE', 'DESCRIBE'])

function missingOperations({ resource, name, operations }: AccessRight, access: Access): readonly string[] {
  if (resource === 'transactional-id') {
    const found = access.transactionalIds.find((one) => one.name === name)
    return found?.errorCode === 0 ? [] : operations
  }
  const told = (resource === 'topic' ? access.topics : access.groups).find((one) => one.name === name)
  // Kafka tells of what may not be described only that.
  if (isHidden(told)) return operations.filter((operation) => describing.has(operation))
  // What does not exist is for others to find, and so is what the broker does not know of its rights.
  if (!told || told.errorCode !== 0 || told.authorizedOperations === unknownOperations) return []
  return operations.filter(
    (operation) => (told.authorizedOperations & (1 << kafkajs.AclOperationTypes[operation])) === 0,
  )
}

const topicAuthorizationFailed = 29
const groupAuthorizationFailed = 30

function isHidden(told: AccessToResource | undefined): boolean {
  return told?.errorCode === topicAuthorizationFailed || told?.errorCode === groupAuthorizationFailed
}

/** What is said of a right that is missing. */
export function missingRight(
  { resource, name, pattern, why }: AccessRight,
  operation: string,
): PipelineError {
  const what = `${resource.replace('-', ' ')} ${name}${pattern === 'prefixed' ? '…' : ''}`
  const message = `the right ${operation} on ${what} is missing (${why}). ${seeRights}`
  return new PipelineError('KAFKA_ACCESS_DENIED', message)
}
