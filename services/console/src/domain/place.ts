/**
 * Where a dead letter lies, and the names that people and topics have for that.
 */
import { stages } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'

/** A record of a dead-letter topic. An offset beyond 2^53 would take centuries. */
export interface Place {
  readonly stage: StageName
  readonly partition: number
  readonly offset: number
}

export const stageNames: readonly StageName[] = stages.map(({ stage }) => stage)

export function stageOf(name: StageName) {
  return stages.find(({ stage }) => stage === name)!
}

/** The handle that a person types: `enricher-2-117`. */
export function handleOf({ stage, partition, offset }: Place): string {
  return `${stage}-${partition}-${offset}`
}

/** The place that a handle names; undefined when the text is no handle, but perhaps an event id. */
export function placeOfHandle(text: string): Place | undefined {
  const [, name, partition, offset] = /^([a-z]+)-(0|[1-9]\d{0,8})-(0|[1-9]\d{0,14})$/.exec(text) ?? []
  const stage = stageNames.find((known) => known === name)
  return stage && { stage, partition: Number(partition), offset: Number(offset) }
}

/** The key of a resolution: `calls.<stage>` dead-letter topic, partition and offset, by slashes. */
export function resolutionKey({ stage, partition, offset }: Place): string {
  return `${stageOf(stage).deadLetters}/${partition}/${offset}`
}

export function placeOfResolutionKey(key: string): Place | undefined {
  const [topic, partition, offset] = key.split('/')
  const stage = stages.find(({ deadLetters }) => deadLetters === topic)?.stage
  if (!stage || !isWholeNumber(partition) || !isWholeNumber(offset)) return undefined
  return { stage, partition: Number(partition), offset: Number(offset) }
}

function isWholeNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,15}$/.test(text)
}
