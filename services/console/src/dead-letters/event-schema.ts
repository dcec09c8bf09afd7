import { avroSchemaOf } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'
import { stageOf } from '../domain/place.ts'

/** The schema of what a stage reads, which also says what of it is personal data. */
export function eventSchemaOf(stage: StageName): unknown {
  return JSON.parse(avroSchemaOf(stageOf(stage).input.event))
}
