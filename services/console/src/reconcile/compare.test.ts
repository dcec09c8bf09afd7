import { describe, expect, it } from 'vitest'
import { agent, conversation, customer } from '../testing/conversations.ts'
import { fakeReconcileDesk } from '../testing/fake-reconcile-desk.ts'
import { compare } from './compare.ts'

const span = { from: Date.parse('2026-03-14T00:00Z'), to: Date.parse('2026-03-15T00:00Z') }
const call = (conversationId: string) =>
  conversation({ conversationId, participants: [customer, agent('a')] })

const conversations = ['logged', 'skipped', 'flying', 'lost'].map(call)
const traces = {
  'logged:a': [{ kind: 'logged' }],
  'skipped:a': [{ kind: 'skipped', reason: 'UNKNOWN_CALLER' }],
  'flying:a': [{ kind: 'received', at: 1 }],
} as const

async function compared(tasks?: readonly string[], isRemembered = true) {
  const desk = fakeReconcileDesk({ traces, ...(tasks && { tasks }) })
  const { ledger, tasks: index } = desk
  const signal = new AbortController().signal
  const findings = await compare({ ledger, tasks: index, span, conversations, isRemembered, signal })
  return { desk, verdicts: findings.map(({ verdict }) => verdict.kind) }
}

describe('a comparison', () => {
  it('with Kafka reads it from a little before the calls ended', async () => {
    const { desk, verdicts } = await compared()
    expect(verdicts).toEqual(['logged', 'skipped', 'in-flight', 'never-received'])
    expect(desk.reads).toEqual([span.from - 3_600_000])
  })

  it('reads from before a conversation began: an agent may have left it long before its end', async () => {
    const { ledger, reads } = fakeReconcileDesk()
    const moved = call('moved')
    const late = { from: moved.endedAt! - 60_000, to: span.to }
    const signal = new AbortController().signal
    await compare({
      ledger,
      tasks: undefined,
      span: late,
      conversations: [moved],
      isRemembered: true,
      signal,
    })
    expect(reads).toEqual([moved.startedAt - 3_600_000])
  })

  it('with Salesforce asks once, about what was logged and what nobody knows of', async () => {
    const { desk, verdicts } = await compared(['logged:a'])
    expect(verdicts).toEqual(['logged', 'skipped', 'in-flight', 'never-received'])
    expect(desk.askedSalesforce).toEqual([['logged:a', 'lost:a', 'lost:user-a', 'lost']])
  })

  it('finds Tasks that are gone, and those that Kafka does not tell of', async () => {
    expect((await compared(['lost'])).verdicts).toEqual(['task-gone', 'skipped', 'in-flight', 'logged'])
  })

  it('does not say of a call that Kafka has forgotten that it was never received', async () => {
    expect((await compared([], false)).verdicts).toEqual(['task-gone', 'skipped', 'in-flight', 'no-task'])
  })

  it('of nothing asks nobody', async () => {
    const desk = fakeReconcileDesk({ tasks: [] })
    const { ledger, tasks } = desk
    const signal = new AbortController().signal
    expect(await compare({ ledger, tasks, span, conversations: [], isRemembered: true, signal })).toEqual([])
    expect([desk.reads, desk.askedSalesforce]).toEqual([[], []])
  })
})
