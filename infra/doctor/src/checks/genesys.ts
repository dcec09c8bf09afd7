import { z } from 'zod'
import { PipelineError } from '@calltrail/runtime'
import type { ErrorCode } from '@calltrail/runtime'
import type { Check, GenesysPatient } from '../check.ts'
import { degraded, fine } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { clockCheck } from './clock.ts'

const timeoutMs = 10_000
const dayMs = 86_400_000

const remedies: Partial<Record<ErrorCode, string>> = {
  GENESYS_UNAUTHORIZED:
    'Check GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET, and that the client has the grant type Client Credentials in this region.',
  GENESYS_UNAVAILABLE:
    'Check GENESYS_REGION, or GENESYS_API_URL and GENESYS_LOGIN_URL, and whether this machine may reach them.',
  GENESYS_RATE_LIMITED:
    'Run the doctor again in a minute. If it stays so, others use this OAuth client: give Calltrail one of its own.',
}

const login: Check<GenesysPatient> = {
  title: 'login',
  isVital: true,
  async run({ genesys }) {
    try {
      await genesys.send({ method: 'GET', path: '/api/v2/users?pageSize=1', timeoutMs })
      return [fine('The OAuth client is let in.')]
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error
      const remedy = remedies[error.code] ?? `See ${error.code} in docs/errors.md.`
      return [
        degraded(
          `${error.message}.`,
          `${remedy} Calls that the webhook tells of are logged without recording.`,
        ),
      ]
    }
  },
}

/** What is asked for, the permission it takes, and what is missing without it. */
const rights = [
  {
    right: 'Directory › User › View',
    path: '/api/v2/users?pageSize=1',
    without: 'the e-mail of the agent, who owns the Task',
  },
  {
    right: 'Routing › Queue › View',
    path: '/api/v2/routing/queues?pageSize=1',
    without: 'the names of queues',
  },
  {
    right: 'Routing › Wrap-up Code › View',
    path: '/api/v2/routing/wrapupcodes?pageSize=1',
    without: 'the names of wrap-up codes',
  },
] as const

const directory: Check<GenesysPatient> = {
  title: 'directory',
  async run(patient) {
    const findings = rights.map(({ right, path, without }) => rightFinding(patient, right, without, path))
    return Promise.all(findings)
  },
}

const page = z.object({ conversations: z.array(z.object({ conversationId: z.string() })).default([]) })

/** Also tries the rights to look into one conversation, the latest there is. */
const conversations: Check<GenesysPatient> = {
  title: 'conversations',
  async run(patient) {
    const { genesys, now } = patient
    const interval = `${new Date(now() - 7 * dayMs).toISOString()}/${new Date(now()).toISOString()}`
    const query = {
      method: 'POST',
      path: '/api/v2/analytics/conversations/details/query',
      body: { interval, order: 'desc', orderBy: 'conversationStart', paging: { pageSize: 1, pageNumber: 1 } },
      timeoutMs,
    } as const
    const answer = await genesys.send(query)
    const listed = verdictOf(
      answer,
      'Analytics › Conversation Detail › View',
      'later wrap-up, and reconciliation',
    )
    if (listed.verdict !== 'fine') return [listed]
    const [latest] = page.safeParse(answer.body).data?.conversations ?? []
    if (!latest) {
      return [
        listed,
        degraded(
          'There was no conversation in the last 7 days to try the right to recordings with.',
          'Make a call, and run the doctor again.',
        ),
      ]
    }
    const path = `/api/v2/conversations/${latest.conversationId}`
    return [
      listed,
      await rightFinding(
        patient,
        'Conversation › Communication › View',
        'agents of calls that Genesys’s own events tell of',
        path,
      ),
      await rightFinding(patient, 'Recording › Recording › View', 'recordings', `${path}/recordingmetadata`),
    ]
  },
}

const rate: Check<GenesysPatient> = {
  title: 'rate limit',
  async run({ genesys, config }) {
    const { headers } = await genesys.send({ method: 'GET', path: '/api/v2/users?pageSize=1', timeoutMs })
    const allowed = Number(headers['inin-ratelimit-allowed'])
    const own = config.genesysRequestsPerMinute
    if (!Number.isFinite(allowed) || allowed <= 0) return [fine('Genesys Cloud does not tell its limit.')]
    if (own <= allowed) return [fine(`${own} of ${allowed} requests a minute are Calltrail’s at most.`)]
    return [
      degraded(
        `GENESYS_REQUESTS_PER_MINUTE is ${own}, and the client is allowed ${allowed}.`,
        `Set it below ${allowed}, divided by the number of enrichers.`,
      ),
    ]
  },
}

export const genesysChecks: readonly Check<GenesysPatient>[] = [
  clockCheck(({ config }) => config.genesysLoginUrl),
  login,
  directory,
  conversations,
  rate,
]

async function rightFinding(
  patient: GenesysPatient,
  right: string,
  without: string,
  path: string,
): Promise<Finding> {
  return verdictOf(await patient.genesys.send({ method: 'GET', path, timeoutMs }), right, without)
}

function verdictOf({ status }: { readonly status: number }, right: string, without: string): Finding {
  if (status === 403) {
    return degraded(
      `The right ${right} is missing: calls go without ${without}.`,
      `Give it to a role of the OAuth client, for the divisions whose calls are logged.`,
    )
  }
  if (status >= 200 && status < 300) return fine(`${right} is given.`)
  return degraded(
    `Genesys Cloud answers ${status} where ${right} is tried: calls may go without ${without}.`,
    'Run the doctor again. If it stays so, ask Genesys Cloud’s support why.',
  )
}
