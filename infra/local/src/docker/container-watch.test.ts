import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { earlyEnd, watchRun, type EngineContainer } from './container-watch.ts'

interface Engine {
  /** What waiting for its end comes to, each time it is waited for. */
  readonly waits: (() => Promise<{ StatusCode: number }>)[]
  readonly inspect?: () => Promise<{ State: { Running: boolean; Status: string; ExitCode: number } }>
}

const lost = () => Promise.reject(new Error('socket hang up'))
const ended = async () => ({ StatusCode: 3 })
const running = async () => ({ State: { Running: true, Status: 'running', ExitCode: 0 } })
const exited = async () => ({ State: { Running: false, Status: 'exited', ExitCode: 7 } })

function containerOf({ waits, inspect = running }: Engine): EngineContainer {
  const remaining = [...waits]
  return {
    wait: () => remaining.shift()!(),
    inspect,
    logs: async () => Buffer.from('address already in use\n'),
    modem: {
      demuxStream: (from: PassThrough, out: PassThrough) => from.on('data', (chunk) => out.write(chunk)),
    },
  } as unknown as EngineContainer
}

async function complaintOf(engine: Engine): Promise<string> {
  const { message } = await watchRun('Kafka', containerOf(engine)).broken
  return message
}

describe('a container', () => {
  it('that ends says how, and shows its log', async () => {
    expect(await complaintOf({ waits: [ended] })).toBe(
      'Kafka ended by itself (3). The last lines of its log:\n  address already in use',
    )
  })

  it('goes on when only the connection to the engine is lost', async () => {
    expect(await complaintOf({ waits: [lost, lost, ended] })).toContain('ended by itself (3)')
  })

  it('that has ended while the connection was lost says so', async () => {
    expect(await complaintOf({ waits: [lost], inspect: exited })).toContain('ended by itself (7)')
  })

  it('of which the engine knows no more is out of sight', async () => {
    const inspect = () => Promise.reject(new Error('no such container'))
    expect(await complaintOf({ waits: [lost], inspect })).toContain('is out of sight')
  })
})

describe('a container whose start failed', () => {
  it('shows its log when it has ended by then', async () => {
    const complaint = await earlyEnd('Kafka', containerOf({ waits: [], inspect: exited }))
    expect(complaint!.message).toMatch(/^Kafka ended by itself \(7\)[^]*address already in use$/)
  })

  it.each([
    ['still runs', running],
    ['was never made', () => Promise.reject(new Error('no such container'))],
  ])('has nothing to say when it %s', async (_, inspect) => {
    expect(await earlyEnd('Kafka', containerOf({ waits: [], inspect }))).toBeUndefined()
  })
})
