import { resolutionKey } from './place.ts'
import type { Place } from './place.ts'
import type { Resolution } from './resolution.ts'

/** Which dead letters are resolved, without more of their resolutions than that takes: there may be hundreds of thousands. */
export interface ResolvedPlaces {
  add(resolution: Resolution): void
  has(deadLetter: { readonly place: Place; readonly timestamp: number }): boolean
}

export function resolvedPlaces(): ResolvedPlaces {
  const partitions = new Map<string, Map<number, number>>()
  const partitionOf = (place: Place) => resolutionKey({ ...place, offset: 0 })
  return {
    add({ place, value }) {
      const name = partitionOf(place)
      const timestamps = partitions.get(name) ?? new Map<number, number>()
      timestamps.set(place.offset, value.deadLetterTimestamp)
      partitions.set(name, timestamps)
    },
    has: ({ place, timestamp }) => partitions.get(partitionOf(place))?.get(place.offset) === timestamp,
  }
}
