import { PipelineError, stepForEach, viewOn } from '@calltrail/runtime'
import type { HandlerContext, Outcome, Stage } from '@calltrail/runtime'
import { callsEnrichedMasked, contentFingerprint, enricherTopics } from '@calltrail/schemas'
import type { CallEnded, CallEnriched, CallEnrichedMasked } from '@calltrail/schemas'
import type { Context } from '@opentelemetry/api'
import { openCase } from './cases.ts'
import type { Case, OpenCall } from './cases.ts'
import { contactLookUps } from './contact-look-ups.ts'
import { enrich, lookupFor, matchContact } from './domain/enrich.ts'
import type { NumberRules } from './domain/enrich.ts'
import { gapsOf, hasNews } from './domain/follow-up.ts'
import type { Look } from './domain/follow-up.ts'
import { inWords } from './domain/gaps.ts'
import type { Gaps } from './domain/gaps.ts'
import type { Recording } from './domain/recording.ts'
import type { ToldCall, TransferPolicy } from './domain/told-call.ts'
import { genesysLookUps } from './genesys-look-ups.ts'
import type { GenesysPorts } from './genesys-look-ups.ts'
import type { ContactDirectory } from './ports/contact-directory.ts'
import { patience as patienceFor } from './ports/patience.ts'
import type { Patience } from './ports/patience.ts'

export interface EnricherDependencies extends GenesysPorts, NumberRules {
  readonly contacts: ContactDirectory
  readonly transfers: TransferPolicy
  readonly genesysAppsUrl: string
  /** How long Genesys is waited for: with calls that are told for the first time, and with those that are followed up. */
  readonly patienceMs: { readonly first: number; readonly followUp: number }
  /** How long after a call, and after each look, it is looked at again for what is missing. */
  readonly followUpDelaysMs: readonly number[]
  /** How long, and among how many events of a partition, a copy of a call is recognised. */
  readonly copies: { readonly windowMs: number; readonly maxEvents: number }
  /** Makes the form that those get who may not see people; without it they get none. */
  readonly mask?: ((call: CallEnriched) => CallEnrichedMasked) | undefined
  /** Told of calls that have been published. */
  readonly onEnriched?: (calls: readonly CallEnriched[]) => void
  /** Epoch milliseconds. */
  readonly now: () => number
}

type GenesysLookUps = ReturnType<typeof genesysLookUps>

/** What a look found of a call. */
interface Finding {
  readonly call: ToldCall
  /** What is missing from now on. */
  readonly gaps: Gaps
  /** undefined: there is nothing to tell of it. */
  readonly recording: Recording | undefined
}

/** Adds to each ended call the customer's number, the contact, the recording, and what Genesys knows of its conversation. */
export function enricherStage(
  dependencies: EnricherDependencies,
): Stage<'calls.ended.v1', 'calls.enriched.v1'> {
  const { copies, followUpDelaysMs, mask } = dependencies
  return {
    topics: enricherTopics,
    copies: { ...copies, fingerprint: contentFingerprint },
    followUpDelaysMs,
    process: (events, context) => enrichBatch(events, context, dependencies),
    told: ({ contactMatch, recordingStatus, revision }) => ({ contactMatch, recordingStatus, revision }),
    ...(mask && { views: [viewOn(callsEnrichedMasked, mask)] }),
    ...(dependencies.onEnriched && { onCommitted: dependencies.onEnriched }),
  }
}

async function enrichBatch(
  events: readonly CallEnded[],
  context: HandlerContext<CallEnded>,
  dependencies: EnricherDependencies,
): Promise<Outcome<CallEnriched>[]> {
  const findContacts = contactLookUps(dependencies.contacts)
  const { contextOf } = context
  const patience = patienceWith(events, context, dependencies)
  const genesys = genesysLookUps(dependencies, patience, { now: dependencies.now, contextOf })
  // Salesforce first: a batch that must wait for it is read again and again, and each question to Genesys is one of the few that it allows.
  await stepForEach(
    {
      name: 'find contact',
      items: events,
      contextOf,
      outcome: (how) => ({ 'calltrail.contact.match': how }),
    },
    async () => {
      const lookups = events.map((event) => lookupFor(event, dependencies))
      const found = await findContacts(lookups)
      return events.map((event, index) => matchContact(event, lookups[index]!, found).contactMatch)
    },
  )

  const isFollowUp = (event: CallEnded) => context.followUp(event) !== undefined
  genesys.begin(events.filter((event) => !isFollowUp(event)))
  const conversations = await genesys.conversationsOf(events, isFollowUp)
  const rules = {
    transfers: dependencies.transfers,
    asksForConversations: dependencies.conversations !== null,
    asksForRecordings: dependencies.recordings !== null,
  }
  const cases = events.map((event) =>
    openCase(event, conversations.get(event.conversationId), context, rules),
  )
  const findings = await Promise.all(
    cases.map(({ event, calls, look }) =>
      Promise.all((calls ?? []).map((open) => lookAt(open, look, genesys, contextOf(event)))),
    ),
  )
  const told = findings.flat().flatMap(({ call, recording }) => (recording ? [call] : []))
  const [contacts, agents] = await Promise.all([
    findContacts(told.map((call) => lookupFor(call, dependencies))),
    genesys.agents(told.flatMap(({ agentId }) => agentId ?? [])),
  ])
  const enrichedAt = dependencies.now()

  function enrichCall(call: ToldCall, recording: Recording, followUp: number): CallEnriched {
    const lookup = lookupFor(call, dependencies)
    return enrich(
      {
        call,
        customerPhone: lookup.customerPhone,
        match: matchContact(call, lookup, contacts),
        recording,
        agent: agents.get(call.agentId ?? '') ?? null,
      },
      { followUp, genesysAppsUrl: dependencies.genesysAppsUrl, enrichedAt },
    )
  }

  return cases.map((opened, index) => outcomeOf(opened, findings[index]!, enrichCall))
}

/** Asks for the recording if that is missing, and also if the call is told again for something else: an event is complete. */
async function lookAt(
  { call, before }: OpenCall,
  look: Look,
  genesys: GenesysLookUps,
  context: Context,
): Promise<Finding> {
  const missed = before?.has('recording') ? await genesys.recordingOf(call, look, context) : undefined
  if (before && !hasNews(before, call, missed, look)) {
    return { call, gaps: before.intersection(gapsOf(call, missed, look)), recording: undefined }
  }
  const recording = missed ?? (await genesys.recordingOf(call, look, context))
  return { call, gaps: gapsOf(call, recording, look), recording }
}

function outcomeOf(
  { event, calls, look, missing, isFinal }: Case,
  findings: readonly Finding[],
  enrichCall: (call: ToldCall, recording: Recording, followUp: number) => CallEnriched,
): Outcome<CallEnriched> {
  if (!calls) {
    if (missing !== undefined) return { kind: 'skip', reason: 'NO_NEWS', followUp: missing }
    const message = `the conversation ${event.conversationId} is not known`
    return { kind: 'retry', error: new PipelineError('GENESYS_CONVERSATION_PENDING', message) }
  }
  const followUp = isFinal ? '' : inWords(findings)
  const enriched = findings.flatMap(({ call, recording }) =>
    recording ? [enrichCall(call, recording, look.number)] : [],
  )
  const [first, ...others] = enriched
  if (!first) return { kind: 'skip', reason: 'NO_NEWS', followUp }
  return others.length === 0
    ? { kind: 'emit', event: first, followUp }
    : { kind: 'split', events: enriched, followUp }
}

/** A call that is followed up is logged already, so it may wait for its turn. */
function patienceWith(
  events: readonly CallEnded[],
  context: HandlerContext<CallEnded>,
  { patienceMs, now }: EnricherDependencies,
): Patience {
  const mayWait = events.every((event) => context.followUp(event) !== undefined)
  return patienceFor(mayWait ? patienceMs.followUp : patienceMs.first, mayWait, now)
}
