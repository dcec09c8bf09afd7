import { describe, expect, it, vi } from 'vitest'
import type { Console } from '../../console.ts'
import { makePlan } from '../../dead-letters/plan.ts'
import { replayDeed } from '../../dead-letters/replay.ts'
import { deadLetterRecord } from '../../testing/dead-letters.ts'
import { fakeConsole } from '../../testing/fake-console.ts'
import { fakeDesk } from '../../testing/fake-desk.ts'
import type { FakeDesk } from '../../testing/fake-desk.ts'
import { performPlan } from './perform-plan.ts'
import type { Performance } from './perform-plan.ts'

const signal = new AbortController().signal
const records = [1, 2, 3].map((offset) => deadLetterRecord(offset))

interface Case {
  readonly desk?: FakeDesk
  readonly names?: readonly string[]
  /** Why which offset is left. */
  readonly left?: number
  readonly console?: Partial<Console>
  readonly performance?: Partial<Performance>
}

async function perform({ desk = fakeDesk(records), names, left, ...changes }: Case) {
  const { console, written } = fakeConsole(changes.console)
  const selection = names ? { names: new Set(names) } : {}
  const plan = await makePlan(
    desk.archive,
    selection,
    ({ record }) => (record.place.offset === left ? 'replayed too often' : undefined),
    signal,
  )
  const performed = performPlan(console, {
    verb: 'replay',
    archive: desk.archive,
    journal: desk.journal,
    plan,
    deedFor: (open) => replayDeed(open, { by: 'ann', now: 0 }),
    recordsPerSecond: 10_000,
    options: {},
    ...changes.performance,
  })
  return { desk, written, exitCode: await performed.catch((error: unknown) => error) }
}

describe('before more than one is replayed', () => {
  it('somebody who is there is asked, with what will be left', async () => {
    const confirm = vi.fn(async () => true)
    const { exitCode, desk } = await perform({ console: { confirm }, left: 2 })
    expect(confirm.mock.calls).toEqual([['Replay 2 dead letters, and leave 1 as they are?']])
    expect(desk.commits).toHaveLength(1)
    expect(exitCode).toBe(4)
  })

  it('a no changes nothing, and is said by 130', async () => {
    const { exitCode, desk } = await perform({ console: { confirm: async () => false } })
    expect(exitCode).toMatchObject({ exitCode: 130, message: 'Nothing was replayed.' })
    expect(desk.commits).toEqual([])
  })

  it.each<[string, Case]>([
    ['one only', { names: ['enricher-0-1'] }],
    ['a dry run', { performance: { journal: undefined, options: { dryRun: true } } }],
    ['somebody who has said yes', { performance: { options: { yes: true } } }],
    ['none', { names: ['nobody'] }],
  ])('nobody is asked about %s', async (_, change) => {
    const confirm = vi.fn(async () => false)
    const { exitCode } = await perform({ ...change, console: { confirm } })
    expect(confirm).not.toHaveBeenCalled()
    expect(typeof exitCode).toBe('number')
  })
})

describe('what was done', () => {
  it('is said, with exit code 0 when it was all that was asked for', async () => {
    const { exitCode, written } = await perform({})
    expect(exitCode).toBe(0)
    expect(written.stdout).toBe('Replayed 3 dead letters.\n')
  })

  it('is said with what was left and why, with exit code 4', async () => {
    const { exitCode, written } = await perform({ left: 2 })
    expect(exitCode).toBe(4)
    expect(written.stdout).toBe(
      'Replayed 2 dead letters.\nLeft as it is:\n  enricher-0-2: replayed too often\n',
    )
  })

  it('is nothing, with exit code 3, when nothing has the name', async () => {
    const { exitCode, written } = await perform({ names: ['nobody'] })
    expect(exitCode).toBe(3)
    expect(written.stdout).toMatch(/^Nothing was replayed\.\nLeft as it is:\n {2}nobody: no open dead letter/)
  })

  it('is nothing, with exit code 3, when the group is empty', async () => {
    const { exitCode, written } = await perform({ desk: fakeDesk([]) })
    expect(exitCode).toBe(3)
    expect(written.stdout).toBe('No open dead letter matches.\n')
  })

  it('is nothing in a dry run, which says what would be', async () => {
    const { exitCode, written, desk } = await perform({
      performance: { journal: undefined, options: { dryRun: true } },
    })
    expect(exitCode).toBe(0)
    expect(written.stdout).toBe('3 dead letters would be replayed. Nothing was done: this was a dry run.\n')
    expect(desk.commits).toEqual([])
  })

  it('is one JSON document, with all that was left', async () => {
    const { exitCode, written } = await perform({ left: 2, performance: { options: { json: true } } })
    expect(exitCode).toBe(4)
    expect(JSON.parse(written.stdout)).toEqual({
      dryRun: false,
      selected: 2,
      replayed: 2,
      interrupted: false,
      left: [{ handle: 'enricher-0-2', reason: 'replayed too often' }],
    })
  })

  it('names twenty that were left, and counts the others', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `nobody-${index}`)
    const { written } = await perform({ names: ['enricher-0-1', ...names] })
    expect(written.stdout.split('\n')).toHaveLength(24)
    expect(written.stdout).toContain('  and 5 more; --json names all\n')
  })

  it('is said also when it failed half-way, before the failure is', async () => {
    const failure = new Error('Kafka did not answer')
    const desk = fakeDesk(records, {
      beforeCommit: () => {
        if (desk.commits.length === 1) throw failure
      },
    })
    const { exitCode, written } = await perform({ desk, performance: { recordsPerSecond: 8 } })
    expect(exitCode).toBe(failure)
    expect(written.stdout).toBe(
      'Stopped: replayed 2 of 3 dead letters for certain. The rest is still open: the same command goes on with it.\n',
    )
  })

  it('is said when it was interrupted, with exit code 130', async () => {
    const interruption = new AbortController()
    const { exitCode, written } = await perform({
      desk: fakeDesk(records, { beforeCommit: () => interruption.abort() }),
      console: { signal: interruption.signal },
      performance: { recordsPerSecond: 8 },
    })
    expect(exitCode).toBe(130)
    expect(written.stdout).toBe(
      'Interrupted: replayed 2 of 3 dead letters. The rest is still open: the same command goes on with it.\n',
    )
  })
})
