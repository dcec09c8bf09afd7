import {
  followUpDelays,
  genesysConfig,
  integer,
  key,
  oneOf,
  salesforceConfig,
  text,
} from '@calltrail/runtime'
import { callsEnrichedMasked } from '@calltrail/schemas'
import { recordingApis } from './adapters/genesys-recording-library.ts'
import { contactConfig } from './contact-config.ts'
import type { CountryCode } from './domain/customer-number.ts'
import { callMasker } from './domain/mask-call.ts'
import { pseudonymsWith } from './domain/pseudonyms.ts'
import { transferPolicies } from './domain/told-call.ts'

export const enricherConfig = {
  ...salesforceConfig,
  ...genesysConfig,
  ...contactConfig,
  dedupeWindowSeconds: key({
    env: 'DEDUPE_WINDOW_SECONDS',
    // Less than the topic keeps, so that the window is still there to be read after a restart.
    parse: integer(1, 518_400),
    fallback: 3_600,
    doc: 'How far apart copies of an event are recognised, also after a restart.',
  }),
  dedupeMaxEvents: key({
    env: 'DEDUPE_MAX_EVENTS',
    parse: integer(1, 10_000_000),
    fallback: 50_000,
    doc: 'How many recent events of each partition a copy is recognised among.',
  }),
  transfers: key({
    env: 'TRANSFERS',
    parse: oneOf(transferPolicies),
    fallback: 'one-task-per-agent',
    doc: 'What becomes of a call that several agents had: a Task of each (`one-task-per-agent`), or one of the agent who spoke last (`one-task-per-conversation`).',
  }),
  conversationDetails: key({
    env: 'CONVERSATION_DETAILS',
    parse: oneOf(['when-missing', 'never']),
    fallback: 'when-missing',
    doc: 'Whether Genesys is asked for what an event lacks: agent, queue, wrap-up, notes, transfers. `never` spares its requests; calls of EventBridge and of data actions then have no agent.',
  }),
  followUpDelaysMs: key({
    env: 'FOLLOW_UP_DELAYS_MS',
    parse: followUpDelays,
    fallback: [60_000, 600_000, 3_600_000],
    doc: 'How long in milliseconds after a call, and after each look, it is looked up again for what comes later: wrap-up, notes, recording. `none`: never.',
  }),
  pseudonymKey: key<string | null>({
    env: 'PSEUDONYM_KEY',
    parse: text.min(32, 'must have at least 32 characters'),
    fallback: null,
    secret: true,
    doc: `Key of the pseudonyms in ${callsEnrichedMasked.name}, the events without numbers and names. Keep it: with another key everybody gets other pseudonyms. Without it no such events are published.`,
  }),
  recordingApi: key({
    env: 'RECORDING_API',
    parse: oneOf(recordingApis),
    fallback: 'auto',
    doc: 'How recordings are looked up: `media` is GET /api/v2/recordings/{id}/media, `conversation` is GET /api/v2/conversations/{id}/recordings/{id}, `auto` finds out which of them the organization has.',
  }),
  recordingLookup: key({
    env: 'RECORDING_LOOKUP',
    parse: oneOf(['true', 'false']).transform((answer) => answer === 'true'),
    fallback: true,
    doc: 'Whether the audio’s address is looked up: `true` or `false`. The lasting link to the conversation needs no look-up.',
  }),
  recordingTimeoutMs: key({
    env: 'RECORDING_TIMEOUT_MS',
    parse: integer(1, 60_000),
    fallback: 3_000,
    doc: 'Longest wait in milliseconds for a recording, and for all else that Genesys tells of a call; then the call goes on without it. A third of HANDLER_TIMEOUT_MS at most.',
  }),
}

/** Nobody waits for a call that is followed up. */
const followUpPatienceMs = 20_000

/** How long Genesys is waited for. A batch asks Salesforce too, and must end before the engine takes it for hanging. */
export function genesysPatienceMs(config: {
  readonly recordingTimeoutMs: number
  readonly handlerTimeoutMs: number
}) {
  const longestMs = Math.ceil(config.handlerTimeoutMs / 3)
  return {
    first: Math.min(config.recordingTimeoutMs, longestMs),
    followUp: Math.min(followUpPatienceMs, longestMs),
  }
}

/** Undefined without a key: then there is nothing to make pseudonyms with. */
export function maskOf(config: {
  readonly pseudonymKey: string | null
  readonly defaultRegion: CountryCode
}): ReturnType<typeof callMasker> | undefined {
  return config.pseudonymKey === null
    ? undefined
    : callMasker(pseudonymsWith(config.pseudonymKey, config.defaultRegion))
}
