/**
 * What was said of a dead letter: that it was sent on its way again, or that it needs nothing more.
 */
import { z } from 'zod'
import type { DeadLetter } from './dead-letter.ts'
import { placeOfResolutionKey, resolutionKey } from './place.ts'
import type { Place } from './place.ts'

/** Why a dead letter of a person who was forgotten needs nothing more. */
export const forgottenReason = 'forgotten'

const resolutionValue = z.object({
  kind: z.enum(['replayed', 'resolved']),
  at: z.iso.datetime(),
  /** Who did it: a user of the operating system, or what was given as `--by`. */
  by: z.string(),
  reason: z.string().optional(),
  /** The dead letter's own time. A topic that is made anew has the same places again, for other records. */
  deadLetterTimestamp: z.number(),
  eventId: z.string().optional(),
  code: z.string().optional(),
  /** The payload was replaced. */
  edited: z.boolean().optional(),
})

export type ResolutionValue = z.infer<typeof resolutionValue>

export interface Resolution {
  readonly place: Place
  readonly value: ResolutionValue
}

/** What is to be said about a resolution that is not in the dead letter itself. */
export interface Verdict {
  readonly kind: ResolutionValue['kind']
  /** Epoch milliseconds. */
  readonly at: number
  readonly by: string
  readonly reason?: string | undefined
  readonly edited?: boolean
}

export function resolutionOf(deadLetter: DeadLetter, verdict: Verdict): Resolution {
  const { place, timestamp, eventId, code } = deadLetter
  return {
    place,
    value: {
      kind: verdict.kind,
      at: new Date(verdict.at).toISOString(),
      by: verdict.by,
      deadLetterTimestamp: timestamp,
      ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
      ...(eventId === undefined ? {} : { eventId }),
      ...(code === undefined ? {} : { code }),
      ...(verdict.edited ? { edited: true } : {}),
    },
  }
}

/** It names no call, and says nothing that a person has written. */
export function withoutTrace({ place, value: { eventId: _, reason, ...value } }: Resolution): Resolution {
  return { place, value: reason === forgottenReason ? { ...value, reason } : value }
}

/** What somebody has written into it is gone, and whose dead letter it is about stays. */
export function withoutReason({ place, value: { reason: _, ...value } }: Resolution): Resolution {
  return { place, value }
}

/** The bytes of a resolution as they stand in its topic. */
export function writtenResolution({ place, value }: Resolution): { key: string; value: string } {
  return { key: resolutionKey(place), value: JSON.stringify(value) }
}

/** Reads a record of the topic of resolutions; undefined when it is not one of ours, which then resolves nothing. */
export function readResolution(key: Buffer | null, value: Buffer | null): Resolution | undefined {
  const place = placeOfResolutionKey(key?.toString() ?? '')
  const parsed = resolutionValue.safeParse(jsonOf(value))
  return place && parsed.success ? { place, value: parsed.data } : undefined
}

function jsonOf(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? '')
  } catch {
    return undefined
  }
}
