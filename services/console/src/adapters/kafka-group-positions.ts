/**
 * How far consumer groups are, whoever's they are.
 */
import { consoleGroupPrefix } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import type { GroupPosition } from '../domain/erasure.ts'
import { heldTopics } from '../domain/held-topics.ts'

interface Position extends GroupPosition {
  /** `<topic>/<partition>` */
  readonly place: string
}

/**
 * Of every group, in each topic that may hold people and on which the group has offsets or members.
 * @param answered gives up on a Kafka that does not answer
 * @throws {ConsoleError}
 */
export async function groupPositions(
  admin: Admin,
  answered: <Result>(work: Promise<Result>) => Promise<Result>,
): Promise<Position[]> {
  const { groups } = await answered(admin.listGroups())
  const groupIds = groups.map(({ groupId }) => groupId)
  const assigned = await answered(assignedTopics(admin, groupIds.filter(isNotOurReading)))
  const found: Position[] = []
  for (const groupId of groupIds)
    found.push(...(await answered(positionsOf(admin, groupId, assigned.get(groupId)))))
  return found
}

/** A reading of a console is a group that commits nothing, and nobody misses what it does not get. */
function isNotOurReading(groupId: string): boolean {
  return !groupId.startsWith(consoleGroupPrefix)
}

/**
 * By group, the topics that members of it have partitions of at this moment: a group that has just begun has committed nothing yet. Of a
 * group that is dividing its partitions, and of one of Kafka's newer protocol, Kafka does not say so to kafkajs.
 */
async function assignedTopics(
  admin: Admin,
  groupIds: string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { groups } = groupIds.length === 0 ? { groups: [] } : await admin.describeGroups(groupIds)
  return new Map(
    groups
      .filter(({ protocolType }) => protocolType === 'consumer')
      .map(({ groupId, members }) => [groupId, new Set(members.flatMap(topicsOf))]),
  )
}

function topicsOf({ memberAssignment }: kafkajs.MemberDescription): string[] {
  return Object.keys(kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {})
}

/** @throws {ConsoleError} when Kafka does not tell: nobody may then say that the group has read something */
async function positionsOf(
  admin: Admin,
  groupId: string,
  assigned: ReadonlySet<string> = new Set(),
): Promise<Position[]> {
  const topics = heldTopics.map(({ name }) => name)
  const offsets = await admin.fetchOffsets({ groupId, topics }).catch((error: Error) => {
    const message = `How far the consumer group ${groupId} is cannot be read: ${error.message}. Without that nobody knows what it has not read yet.`
    throw new ConsoleError(exitCodes.failed, message, { cause: error })
  })
  return offsets.flatMap(({ topic, partitions }) => {
    const read = partitions.map(({ partition, offset }) => ({ partition, committed: Number(offset) }))
    // Negative of a partition of which it has committed nothing; a group that reads something else has nothing of any.
    if (read.every(({ committed }) => committed < 0) && !assigned.has(topic)) return []
    return read.map(({ partition, committed }) => ({
      place: `${topic}/${partition}`,
      groupId,
      committed: committed < 0 ? undefined : committed,
    }))
  })
}
