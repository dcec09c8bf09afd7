import { enricherTopics } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import type { KafkaMessage } from 'kafkajs'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import { openMetrics } from '../telemetry/metrics.ts'
import { StageAccounts } from './accounts.ts'
import type { Outcome } from './outcome.ts'
import { RecordTrace } from './record-trace.ts'
import type { Stage } from './stage.ts'

type EnricherStage = Stage<'calls.ended.v1', 'calls.enriched.v1'>
type Event = ReturnType<typeof enrichedCall>

const input = { topic: enricherTopics.input.name, partition: 3 }
const [firstTier] = enricherTopics.retryTiers
const message = {
  offset: '42',
  timestamp: '0',
  headers: { ce_id: 'conversation-1:agent-1' },
} as unknown as KafkaMessage

function open(changes: Partial<EnricherStage> = {}) {
  const metrics = openMetrics()
  const lines: Record<string, unknown>[] = []
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) })
  const stage: EnricherStage = { topics: enricherTopics, process: async () => [], ...changes }
  const accounts = new StageAccounts(stage, metrics.meter, log)
  return {
    accounts,
    lines,
    commit(outcome: Outcome<Event>, ...topics: string[]) {
      const routed = topics.map((topic) => ({ topic, message: { value: '' } }))
      const trace = new RecordTrace(enricherTopics, input, message)
      accounts.committed([{ message, input, outcome, routed, trace }])
    },
    async count(name: string, ...labels: string[]) {
      const line = (await metrics.text())
        .split('\n')
        .find((one) => one.startsWith(`${name}{`) && labels.every((label) => one.includes(label)))
      return line === undefined ? undefined : Number(line.split(' ').at(-1))
    },
  }
}

const rejected = new PipelineError('SALESFORCE_RECORD_REJECTED', 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
const locked = new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW')

describe('the accounts of a stage', () => {
  it('tell of each record in one line: which it is, and what came of it', () => {
    const { commit, lines } = open({ told: ({ contactMatch }) => ({ contactMatch }) })
    commit({ kind: 'emit', event: enrichedCall(), followUp: 'recording' }, enricherTopics.output.name)
    commit({ kind: 'skip', reason: 'COPY' })
    commit({ kind: 'retry', error: locked }, firstTier!)
    commit({ kind: 'park', error: rejected }, enricherTopics.deadLetters)
    const which = { eventId: 'conversation-1:agent-1', stage: 'enricher', ...input, offset: '42' }
    expect(lines).toMatchObject([
      { ...which, level: 30, outcome: 'emit', contactMatch: 'PHONE', missing: 'recording', msg: 'done' },
      { ...which, level: 30, outcome: 'skip', reason: 'COPY', msg: 'skipped' },
      { ...which, level: 40, outcome: 'retry', code: 'SALESFORCE_ROW_LOCKED', to: firstTier, attempt: 1 },
      { ...which, level: 40, outcome: 'park', to: enricherTopics.deadLetters, msg: 'failed' },
    ])
  })

  it('count each record by its outcome, and what is sent because of it', async () => {
    const { commit, count } = open()
    commit({ kind: 'split', events: [enrichedCall(), enrichedCall()] }, ...Array<string>(2).fill('out'))
    commit({ kind: 'skip', reason: 'COPY' })
    commit({ kind: 'retry', error: locked }, firstTier!)
    commit({ kind: 'park', error: rejected }, enricherTopics.deadLetters)
    expect(await count('calltrail_done_records_total', 'split')).toBe(1)
    expect(await count('calltrail_done_records_total', 'retry')).toBe(1)
    expect(await count('calltrail_skipped_records_total', 'COPY')).toBe(1)
    expect(await count('calltrail_retries_total', 'tier="1"', 'SALESFORCE_ROW_LOCKED')).toBe(1)
    expect(await count('calltrail_dead_letters_total', 'SALESFORCE_RECORD_REJECTED')).toBe(1)
    expect(await count('messaging_client_consumed_messages_total', input.topic)).toBe(4)
    expect(await count('messaging_client_sent_messages_total', '"out"')).toBe(2)
  })

  it('show every dead letter’s code at 0 from the beginning, so that the first one is an increase', async () => {
    const { count } = open()
    expect(await count('calltrail_dead_letters_total', 'SALESFORCE_RECORD_REJECTED')).toBe(0)
    expect(await count('calltrail_dead_letters_total', 'RECORD_UNDECODABLE')).toBe(0)
    expect(await count('calltrail_done_records_total', 'park')).toBe(0)
  })

  it('hand over what has been committed, and nothing else', () => {
    const committed: Event[] = []
    const { commit, accounts } = open({ onCommitted: (events) => void committed.push(...events) })
    const [first, second] = [enrichedCall({ eventId: 'a' }), enrichedCall({ eventId: 'b' })]
    commit({ kind: 'split', events: [first, second] }, 'out')
    commit({ kind: 'skip', reason: 'COPY' })
    accounts.again([{ trace: new RecordTrace(enricherTopics, input, message) }], new Error('no'))
    expect(committed).toEqual([first, second])
  })

  it('tell how long a batch took, and why it has to be tried again', async () => {
    const { accounts, count } = open()
    accounts.took(input.topic, 0.02)
    accounts.took(input.topic, 0.03, new PipelineError('SALESFORCE_UNAVAILABLE', '503'))
    expect(await count('messaging_process_duration_count', 'error_type=""')).toBe(1)
    expect(await count('messaging_process_duration_count', 'SALESFORCE_UNAVAILABLE')).toBe(1)
  })
})
