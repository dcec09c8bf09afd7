/** Records that nobody can read, and dead letters that nobody looks after. */
import { callsEnded, sinkTopics } from '@calltrail/schemas'
import { calltrail } from '../../kit/calltrail-process.ts'
import type { Bench } from '../harness/bench.ts'
import { aCallIsLogged } from '../harness/calls.ts'
import type { Scene } from '../harness/scene.ts'
import { until } from '../harness/until.ts'

const dayMs = 86_400_000
const poisonRecords = 10
/** The monitor looks every ten seconds. */
const seenWithinMs = 30_000

/** Resolves once the monitor sees no open one any more. */
async function resolveAll({ stack, prometheus, signal }: Bench): Promise<void> {
  const args = ['dead-letters', 'resolve', '--all', '--yes', '--reason', 'the drill']
  const { exitCode, stderr } = await calltrail(args, stack)
  if (exitCode !== 0) throw new Error(stderr)
  const areNone = async () => (await prometheus.query('sum(calltrail_dead_letters_open)'))[0]?.value === 0
  await until('no dead letter is open', areNone, { withinMs: seenWithinMs, signal })
}

const poison: Scene = {
  name: 'poison',
  callsKeepComing: true,
  steps: [
    {
      what: `${poisonRecords} records that nobody can read come to the enricher`,
      async act({ producer }) {
        const messages = Array.from({ length: poisonRecords }, (_, index) => ({
          key: `poison-${index}`,
          value: 'poison',
        }))
        await producer.send({ topic: callsEnded.name, messages })
      },
      fires: [
        {
          alert: 'CalltrailDeadLettersGrow',
          severity: 'ticket',
          labels: { stage: 'enricher', code: 'RECORD_UNDECODABLE' },
          withinSeconds: 30,
          lingers: 'it looks at the last 15 minutes',
        },
        {
          alert: 'CalltrailErrorBudgetBurnsFast',
          severity: 'page',
          withinSeconds: 30,
          lingers: 'it looks at the last 5 minutes',
        },
        {
          alert: 'CalltrailErrorBudgetBurnsSlowly',
          severity: 'ticket',
          withinSeconds: 30,
          lingers: 'it looks at the last 30 minutes',
        },
        {
          alert: 'CalltrailFailureRateHigh',
          severity: 'ticket',
          withinSeconds: 30,
          lingers: 'it looks at the last 15 minutes',
        },
      ],
    },
  ],
  heal: {
    what: 'they are resolved',
    async act(bench) {
      await resolveAll(bench)
      await aCallIsLogged(bench)
    },
  },
}

async function putDeadLetter({ producer }: Bench, ageMs: number): Promise<void> {
  const at = Date.now() - ageMs
  const failedAt = new Date(at).toISOString()
  const headers = {
    ce_id: `dead-for-long-${ageMs}:agent-1`,
    'calltrail-stage': 'sink',
    'calltrail-attempt': '1',
    'calltrail-first-failed-at': failedAt,
    'calltrail-failed-at': failedAt,
    'calltrail-error-code': 'SALESFORCE_RECORD_REJECTED',
    'calltrail-error-message': 'as the drill wants it',
  }
  const message = { key: 'dead-for-long', value: 'a call', headers, timestamp: String(at) }
  await producer.send({ topic: sinkTopics.deadLetters, messages: [message] })
}

const oldDeadLetters: Scene = {
  name: 'old-dead-letters',
  steps: [
    {
      what: 'in the sink’s dead letters is one that failed two days ago, by its headers',
      act: (bench) => putDeadLetter(bench, 2 * dayMs),
      fires: [
        {
          alert: 'CalltrailDeadLetterOld',
          severity: 'ticket',
          labels: { stage: 'sink' },
          withinSeconds: 30,
        },
      ],
    },
    {
      what: 'there is one that failed 26 days ago',
      act: (bench) => putDeadLetter(bench, 26 * dayMs),
      fires: [
        { alert: 'CalltrailDeadLetterOld', severity: 'page', labels: { stage: 'sink' }, withinSeconds: 30 },
      ],
    },
  ],
  heal: { what: 'they are resolved', act: resolveAll },
}

export const deadLetterScenes: readonly Scene[] = [poison, oldDeadLetters]
