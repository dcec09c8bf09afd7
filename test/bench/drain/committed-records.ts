import type { Admin } from 'kafkajs'

/** What a consumer group works through. */
export interface GroupTopic {
  readonly groupId: string
  readonly topic: string
}

/** How many records of the topic the group has committed, of one whose first offsets are 0 and which has no transactions. */
export async function committedRecords(admin: Admin, { groupId, topic }: GroupTopic): Promise<number> {
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] })
  // Negative: nothing of the partition yet.
  return group!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
}
