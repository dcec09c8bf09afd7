/**
 * For tests: the files that an administrator brings to Genesys Cloud and to AWS, and one call as both would send it.
 */
import { readFileSync } from 'node:fs'

const directory = new URL('../../../../infra/genesys/', import.meta.url)

export function genesysFile(path: string): string {
  return readFileSync(new URL(path, directory), 'utf8')
}

function json(path: string): unknown {
  return JSON.parse(genesysFile(path))
}

type Json = Record<string, unknown>

export interface EventBridgeEvent extends Json {
  'detail-type': string
  detail: Json & { eventBody: Json }
}

/** As an API destination posts it. Each call gives a copy. */
export function eventBridgeEvent(changes: Json = {}): EventBridgeEvent {
  const { detail, ...envelope } = json('eventbridge/sample-event.json') as EventBridgeEvent
  return { ...envelope, detail: { ...detail, eventBody: changed(detail.eventBody, changes) } }
}

/** The same call as the data action posts it. */
export function dataActionInput(changes: Json = {}): Json {
  return changed(json('data-action/sample-input.json') as Json, changes)
}

/** What becomes undefined is left out, as JSON would. */
function changed(original: Json, changes: Json): Json {
  return Object.fromEntries(
    Object.entries({ ...original, ...changes }).filter(([, value]) => value !== undefined),
  )
}
