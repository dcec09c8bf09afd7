import { openEventReader, PipelineError } from '@calltrail/runtime'
import type { connectRegistry } from '@calltrail/runtime'
import { callsEnded, callsEnriched, callsEnrichedMasked, callsLogged } from '@calltrail/schemas'
import type { EventName, Events } from '@calltrail/schemas'

/** The event in a record's value; undefined when none can be read there. An outage of the registry is thrown. */
export type ReadEvent = <Name extends EventName>(
  event: Name,
  value: Buffer | null,
) => Promise<Events[Name] | undefined>

/** Events of every topic. */
export function openRegistryEvents(registry: ReturnType<typeof connectRegistry>): ReadEvent {
  const readers = {
    [callsEnded.event]: openEventReader(registry, callsEnded),
    [callsEnriched.event]: openEventReader(registry, callsEnriched),
    [callsEnrichedMasked.event]: openEventReader(registry, callsEnrichedMasked),
    [callsLogged.event]: openEventReader(registry, callsLogged),
  }
  return async <Name extends EventName>(event: Name, value: Buffer | null) => {
    try {
      return (await readers[event].decode(value)) as Events[Name]
    } catch (error) {
      if (error instanceof PipelineError && error.code === 'RECORD_UNDECODABLE') return undefined
      throw error
    }
  }
}
