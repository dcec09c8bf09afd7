/**
 * What Kafka tells of the calls that were accepted in a time, and what became of each.
 */
import { conversationIdOf } from '@calltrail/schemas'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import { fateOf, loggedTrace } from './event-trail.ts'
import type { Fate, Trace } from './event-trail.ts'

/** All that was told of one event. Times are epoch milliseconds. */
interface ToldEvent {
  readonly eventId: string
  /** When Kafka first had it; undefined of what a stage has made of another event. */
  acceptedAt: number | undefined
  isEnriched: boolean
  match: CallEnriched['contactMatch'] | undefined
  /** From the webhook to Salesforce, the first time. */
  passageMs: number | undefined
  readonly traces: Trace[]
}

/** A call that was accepted. */
export interface BookedCall {
  readonly eventId: string
  readonly acceptedAt: number
  readonly fate: Fate
  readonly isEnriched: boolean
  /** Whether nobody in Salesforce has the customer's number. */
  readonly isNotFound: boolean
  readonly passageMs: number | undefined
}

export class CallBooks {
  readonly #conversations = new Map<string, Map<string, ToldEvent>>()

  /** @param at when Kafka has it */
  accepted(eventId: string, at: number): void {
    const told = this.#told(eventId)
    told.acceptedAt = Math.min(told.acceptedAt ?? at, at)
    told.traces.push({ kind: 'received', at })
  }

  enriched(eventId: string, at: number, { contactMatch }: Pick<CallEnriched, 'contactMatch'>): void {
    const told = this.#told(eventId)
    told.isEnriched = true
    told.match = contactMatch
    told.traces.push({ kind: 'received', at })
  }

  logged(
    eventId: string,
    logged: Pick<CallLogged, 'result' | 'skipReason' | 'receivedAt' | 'loggedAt'>,
  ): void {
    const told = this.#told(eventId)
    const trace = loggedTrace(logged)
    told.traces.push(trace)
    if (trace.kind === 'logged') told.passageMs ??= Math.max(0, logged.loggedAt - logged.receivedAt)
  }

  /** @param trace of the dead letter */
  dead(eventId: string, trace: Trace): void {
    this.#told(eventId).traces.push(trace)
  }

  /** Each call that was accepted, once, with what became of it. */
  *calls(): Generator<BookedCall> {
    for (const events of this.#conversations.values()) {
      for (const told of events.values()) {
        if (told.acceptedAt === undefined) continue
        const tellers = tellersOf(told, events)
        const passages = tellers.flatMap(({ passageMs }) => passageMs ?? [])
        yield {
          eventId: told.eventId,
          acceptedAt: told.acceptedAt,
          fate: worstOf(tellers.map(({ traces }) => fateOf(traces)!)),
          isEnriched: tellers.every(({ isEnriched }) => isEnriched),
          isNotFound: tellers.some(({ match }) => match === 'NOT_FOUND'),
          passageMs: passages.length === 0 ? undefined : Math.max(...passages),
        }
      }
    }
  }

  #told(eventId: string): ToldEvent {
    const conversationId = conversationIdOf(eventId)
    const events = this.#conversations.get(conversationId) ?? new Map<string, ToldEvent>()
    this.#conversations.set(conversationId, events)
    const told = events.get(eventId) ?? {
      eventId,
      acceptedAt: undefined,
      isEnriched: false,
      match: undefined,
      passageMs: undefined,
      traces: [],
    }
    events.set(eventId, told)
    return told
  }
}

/**
 * The events that tell what became of one. Mostly itself; but the enricher makes an event for each agent of one about a whole
 * conversation, or the other way round: then others of the conversation tell.
 */
function tellersOf(told: ToldEvent, events: ReadonlyMap<string, ToldEvent>): readonly ToldEvent[] {
  if (hasStory(told)) return [told]
  const conversationId = conversationIdOf(told.eventId)
  const others = [...events.values()].filter(
    (other) => hasStory(other) && (told.eventId === conversationId) !== (other.eventId === conversationId),
  )
  return others.length === 0 ? [told] : others
}

function hasStory({ isEnriched, traces }: ToldEvent): boolean {
  return isEnriched || traces.some(({ kind }) => kind !== 'received')
}

/** Of several, the one that somebody has to look after comes first. */
const ranks: readonly Fate['kind'][] = ['dead-lettered', 'in-flight', 'logged', 'skipped', 'resolved']

function worstOf(fates: readonly Fate[]): Fate {
  return fates.toSorted((a, b) => ranks.indexOf(a.kind) - ranks.indexOf(b.kind))[0]!
}
