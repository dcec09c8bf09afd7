import type { StageName } from '@calltrail/schemas'
import type { Obstacle } from '../../domain/erasure.ts'
import { handleOf } from '../../domain/place.ts'
import { counted, timeText } from '../../table.ts'

/** Why records of the person stay, and what is to be done about it. */
export function obstacleText(
  obstacle: Obstacle,
  { partition, deadLettersOf }: { readonly partition: number; readonly deadLettersOf: StageName | undefined },
): string {
  switch (obstacle.kind) {
    case 'group': {
      const { groupId, isStage, committed } = obstacle
      const position = committed === undefined ? 'has not begun with it' : `is at offset ${committed}`
      return isStage
        ? `${groupId} still has it to do (it ${position}): run this again when it has`
        : `the consumer group ${groupId} has not read it (it ${position}): run this again when it has, or when it was deleted because nobody uses it any more`
    }
    case 'dead-letter': {
      const { count, first } = obstacle
      const handle = handleOf({ stage: deadLettersOf!, partition, offset: first })
      return `${counted(count, 'dead letter')} of others before it ${count === 1 ? 'is' : 'are'} open, first ${handle}: replay or resolve ${count === 1 ? 'it' : 'them'}, and run this again`
    }
    case 'arrivals':
      return obstacle.until === undefined
        ? 'it tells that calls have arrived which are still on their way: run this again when the stages have caught up'
        : `the enricher tells copies of a call by it until ${timeText(obstacle.until)}: run this again then`
    case 'ledger':
      return 'reconciliation compares with it: without it the calls of others would be taken for missing, and sent again. It holds ids only'
  }
}
