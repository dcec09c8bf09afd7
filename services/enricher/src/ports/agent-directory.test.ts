/** The contract of AgentDirectory, on its fake and its adapter. */
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { genesysAgentDirectory } from '../adapters/genesys-agent-directory.ts'
import { fakeAgents } from '../testing/fake-vendors.ts'
import { simulatedGenesys } from '../testing/simulated-vendors.ts'
import type { AgentDirectory } from './agent-directory.ts'
import { patience } from './patience.ts'

const smith = { name: 'Agent Smith', email: 'agent.smith@calltrail.example' }

const directories: [string, () => Promise<AgentDirectory>][] = [
  ['fake', async () => fakeAgents({ 'user-agent-1': smith })],
  [
    'Genesys',
    async () => genesysAgentDirectory((await simulatedGenesys()).genesys, pino({ enabled: false })),
  ],
]

describe.each(directories)('an agent directory (%s)', (_, open) => {
  it('tells who an agent is, and leaves out who is not known', async () => {
    const directory = await open()
    const found = await directory.find(new Set(['user-agent-1', 'nobody']), patience(2_000, false, Date.now))
    expect([...found.keys()]).toEqual(['user-agent-1'])
    expect(found.get('user-agent-1')).toMatchObject(smith)
  })

  it('leaves out whom there is no time to ask for', async () => {
    const directory = await open()
    expect(await directory.find(new Set(['user-agent-1']), patience(0, true, Date.now))).toEqual(new Map())
  })
})
