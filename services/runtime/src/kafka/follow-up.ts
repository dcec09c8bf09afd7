/**
 * How a record that is done comes again later: through one topic per delay, so that each is a queue. Pure.
 */
import { followUpTierCount } from '@calltrail/schemas'
import type { StageTopics } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import { z } from 'zod'
import { integer, textList } from '../config.ts'
import { headerText } from './event-headers.ts'
import { withoutStory } from './failure-headers.ts'
import type { FollowUp } from './handler.ts'
import { carriedOn } from './route.ts'
import type { Routed } from './route.ts'

/** A comma-separated list of {@link Stage.followUpDelaysMs}, or `none`. */
export const followUpDelays = z.union(
  [
    z.literal('none').transform(() => []),
    textList.pipe(
      z.array(integer(0)).max(followUpTierCount, `must have at most ${followUpTierCount} entries`),
    ),
  ],
  `must be up to ${followUpTierCount} delays in milliseconds, comma-separated, or none`,
)

const missingHeader = 'calltrail-missing'

/** Which follow-up a record is; undefined when it is none. */
export function followUpOf(
  { message, topic }: { readonly message: Pick<KafkaMessage, 'headers'>; readonly topic: string },
  { followUpTiers }: Pick<StageTopics, 'followUpTiers'>,
): FollowUp | undefined {
  const number = followUpTiers.indexOf(topic) + 1
  return number === 0 ? undefined : { number, missing: headerText(message.headers, missingHeader) ?? '' }
}

/**
 * The record's way to its next follow-up, or undefined when there is none. Key and value stay byte-identical.
 * @param missing what is hoped for
 */
export function routeFollowUp(
  record: { readonly message: KafkaMessage; readonly topic: string },
  missing: string,
  stage: Pick<StageTopics, 'followUpTiers'>,
  delaysMs: readonly number[],
  now: number,
): Routed | undefined {
  const { message } = record
  const done = followUpOf(record, stage)?.number ?? 0
  const tier = stage.followUpTiers[done]
  const delayMs = delaysMs[done]
  if (tier === undefined || delayMs === undefined) return undefined
  return carriedOn(tier, message, {
    // What it failed of before is over.
    ...withoutStory(message.headers),
    [missingHeader]: missing,
    'calltrail-not-before': new Date(now + delayMs).toISOString(),
  })
}
