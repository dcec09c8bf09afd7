/**
 * What a mapping may speak of: the event's fields, and whom the Task is for. A new field of the event does not compile until it is
 * listed here.
 */
import type { CallEnriched } from '@calltrail/schemas'
import { isoTime } from '../domain/calendar-day.ts'
import type { LoggedCall } from '../domain/task.ts'

/** Times are texts too, in ISO-8601 and UTC. */
export type Kind = 'text' | 'time' | 'number' | 'boolean'

export type Value = string | number | boolean

/** Their values by name; null where there is none, blank texts included. `contact`, `lead` and `attributes` hold more by name. */
export type Variables = Readonly<Record<string, Value | null | Readonly<Record<string, Value | null>>>>

type KindOf<Field> = Field extends object ? { readonly [Name in keyof Field]: Kind } : Kind

const eventKinds = {
  eventId: 'text',
  revision: 'number',
  conversationId: 'text',
  participantId: 'text',
  direction: 'text',
  callerId: 'text',
  calleeId: 'text',
  customerPhone: 'text',
  contact: { id: 'text', name: 'text', accountId: 'text', email: 'text', isPersonAccount: 'boolean' },
  lead: { id: 'text', name: 'text', email: 'text' },
  accountId: 'text',
  contactMatch: 'text',
  contactCandidates: 'number',
  startedAt: 'time',
  endedAt: 'time',
  durationSeconds: 'number',
  recordingId: 'text',
  recordingUrl: 'text',
  recordingUrlExpiresAt: 'time',
  recordingLink: 'text',
  recordingStatus: 'text',
  agentId: 'text',
  agentName: 'text',
  agentEmail: 'text',
  queueId: 'text',
  queueName: 'text',
  interactionId: 'text',
  wrapUpCode: 'text',
  wrapUpName: 'text',
  wrapUpNotes: 'text',
  transferred: 'boolean',
  outcome: 'text',
  attributes: {},
  receivedAt: 'time',
  enrichedAt: 'time',
} as const satisfies {
  readonly [Field in Exclude<keyof CallEnriched, 'attributes'>]: KindOf<NonNullable<CallEnriched[Field]>>
} & { readonly attributes: Readonly<Record<string, never>> }

/** What the sink adds: whom the Task is for. `accountId` is the Task's, not the event's. */
const targetKinds = {
  name: 'text',
  contactId: 'text',
  leadId: 'text',
  whatId: 'text',
  ownerId: 'text',
  timeZone: 'text',
} as const satisfies Readonly<Record<string, Kind>>

const kinds: Readonly<Record<string, Kind | Readonly<Record<string, Kind>>>> = {
  ...eventKinds,
  ...targetKinds,
}

/** The kind of value at a path such as `queueName`, `contact.email` or `attributes.tier`; null when there is none. */
export function kindAt(path: readonly string[]): Kind | null {
  const [root = '', ...rest] = path
  if (root === 'attributes') return rest.length > 0 ? 'text' : null
  const kind = Object.hasOwn(kinds, root) ? kinds[root]! : null
  if (kind === null || typeof kind === 'string') return rest.length === 0 ? kind : null
  return rest.length === 1 && Object.hasOwn(kind, rest[0]!) ? kind[rest[0]!]! : null
}

/** Whether it is `contact`, `lead` or `attributes`, which hold values by name. */
export function isGroup(root: string): boolean {
  return Object.hasOwn(kinds, root) && typeof kinds[root] !== 'string'
}

export function variablesOf({ call, ...target }: LoggedCall): Variables {
  const event = Object.entries<Kind | object>(eventKinds).map(([name, kind]) => [
    name,
    variable(call[name as keyof CallEnriched], kind),
  ])
  // A Task of a lead cannot be related to an account.
  const whatId = target.contactId === null && target.leadId !== null ? null : target.accountId
  return {
    ...Object.fromEntries(event),
    ...target,
    whatId,
    name: present(target.name),
    durationSeconds: Math.max(0, call.durationSeconds),
  }
}

function variable(value: CallEnriched[keyof CallEnriched], kind: Kind | object): Variables[string] {
  if (value === null || value === undefined) return null
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, present(entry)]))
  }
  return kind === 'time' && typeof value === 'number' ? isoTime(value) : present(value)
}

/** Salesforce takes a blank text for none, and an update with it would empty the field. */
function present(value: Value | null): Value | null {
  return typeof value === 'string' && value.trim() === '' ? null : value
}

/** Every variable, those of groups as `contact.email`. */
export const variableNames: readonly string[] = Object.entries(kinds).flatMap(([name, kind]) =>
  typeof kind === 'string' ? [name] : Object.keys(kind).map((member) => `${name}.${member}`),
)
