import type { Erased } from '../../forget/erase.ts'
import type { FoundPerson } from '../../forget/find-person.ts'
import type { ErasurePlan, PlannedPartition } from '../../forget/plan-erasure.ts'
import { obstacleText } from './obstacle-text.ts'

/** What was found, and what was done, for programs. Its names are a contract: they are only added to. */
export function reportDocument(
  found: FoundPerson,
  plan: ErasurePlan,
  done?: { readonly erased: Erased; readonly left: ErasurePlan },
) {
  const { contacts, phones, emails } = found.alsoKnownBy
  return {
    read: found.read,
    undecodable: found.undecodable,
    namedBy: found.mentions,
    alsoKnownBy: { contacts: [...contacts], phones: phones.size, emails: emails.size },
    resolutions: plan.notes.length,
    found: plan.partitions.map(partitionDocument),
    deleted: done ? done.erased : null,
    left: (done?.left ?? plan).partitions.map(partitionDocument),
  }
}

function partitionDocument({ tally, verdict, goneBy }: PlannedPartition) {
  const { topic, partition, hits, oldest, newest } = tally
  const { before, erased, others, beginsAt, obstacles } = verdict
  return {
    topic: topic.name,
    partition,
    records: hits.length,
    oldest: new Date(oldest).toISOString(),
    newest: new Date(newest).toISOString(),
    goneBy: timeOf(goneBy),
    deletable:
      before === undefined ? null : { records: erased, others, below: before, beginsAt: timeOf(beginsAt) },
    obstacles: obstacles.map((obstacle) => ({
      ...obstacle,
      text: obstacleText(obstacle, { partition, deadLettersOf: topic.deadLettersOf }),
    })),
  }
}

function timeOf(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : new Date(epochMs).toISOString()
}
