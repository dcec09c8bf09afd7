/**
 * For tests: the stage between fakes, and what is said of its outcomes.
 */
import type { Outcome } from '@calltrail/runtime'
import { inOrder } from '@calltrail/runtime/testing'
import type { CallEnded, CallEnriched } from '@calltrail/schemas'
import { enricherStage } from '../app.ts'
import type { EnricherDependencies } from '../app.ts'
import { fakeAgents, fakeConversations, fakeDirectory, fakeRecordings } from './fake-vendors.ts'

/** When every test's events are enriched. */
export const enrichedAt = Date.UTC(2026, 2, 14, 10, 10, 32)

/** The stage on fakes. */
export function enricher(changes: Partial<EnricherDependencies> = {}) {
  const stage = enricherStage({
    contacts: fakeDirectory(),
    conversations: fakeConversations(),
    recordings: fakeRecordings(),
    agents: fakeAgents(),
    defaultRegion: 'US',
    ownNumbers: [],
    transfers: 'one-task-per-agent',
    genesysAppsUrl: 'https://apps.mypurecloud.com',
    patienceMs: { first: 3_000, followUp: 20_000 },
    followUpDelaysMs: [60_000, 600_000, 3_600_000],
    copies: { windowMs: 3_600_000, maxEvents: 100 },
    now: () => enrichedAt,
    ...changes,
  })
  /** What becomes of one event. */
  const look = async (event: CallEnded, context = inOrder) => {
    const [outcome] = await stage.process([event], context)
    return outcome!
  }
  return { stage, look }
}

/** What the next follow-up is told to be missing. */
export const missingAfter = (outcome: Outcome<CallEnriched>) =>
  ('followUp' in outcome && outcome.followUp) || ''

/** A recording that is there. */
export const available = (recordingId: string) => ({
  status: 'AVAILABLE' as const,
  recordingId,
  url: `https://audio.example/${recordingId}`,
  expiresAt: enrichedAt + 3_600_000,
})
