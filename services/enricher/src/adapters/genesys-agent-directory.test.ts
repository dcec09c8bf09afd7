import type { Genesys } from '@calltrail/runtime'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { patience } from '../ports/patience.ts'
import { simulatedGenesys } from '../testing/simulated-vendors.ts'
import { genesysAgentDirectory } from './genesys-agent-directory.ts'

async function sampleDirectory() {
  const organization = await simulatedGenesys()
  const directory = genesysAgentDirectory(organization.genesys, pino({ enabled: false }))
  const find = (...ids: string[]) => directory.find(new Set(ids), patience(2_000, false, Date.now))
  return { ...organization, find }
}

it('agents have a name and an address, also when they have left since', async () => {
  const { find } = await sampleDirectory()
  expect([...(await find('user-agent-1', 'user-agent-gone', 'nobody'))]).toMatchObject([
    ['user-agent-1', { name: 'Agent Smith', email: 'agent.smith@calltrail.example' }],
    ['user-agent-gone', { name: 'Agent Gone', email: 'agent.gone@calltrail.example' }],
  ])
})

it('each agent, known or not, is asked for once, and many with one request', async () => {
  const { find, countOf } = await sampleDirectory()
  const strangers = Array.from({ length: 98 }, (_, index) => `stranger-${index}`)
  await find('user-agent-1', 'user-agent-2', ...strangers)
  await find('user-agent-2', 'stranger-7')
  expect(await countOf('users')).toBe(1)
  await find('user-agent-2', 'user-agent-3')
  expect(await countOf('users')).toBe(2)
})

it('an id that Genesys takes for none hides no other, and is not asked for again at once', async () => {
  const { genesys } = await simulatedGenesys()
  const asked: string[] = []
  const strict: Genesys = {
    ...genesys,
    async send(request) {
      asked.push(request.path)
      const isOdd = /id=odd(&|$)/.test(request.path)
      return isOdd ? { status: 400, headers: {}, body: {} } : genesys.send(request)
    },
  }
  const directory = genesysAgentDirectory(strict, pino({ enabled: false }))
  const ids = new Set(['odd', 'user-agent-1', 'user-agent-2'])
  const find = () => directory.find(ids, patience(2_000, false, Date.now))
  expect([...(await find()).keys()]).toEqual(['user-agent-1', 'user-agent-2'])
  expect(asked).toHaveLength(5)
  expect((await find()).size).toBe(2)
  expect(asked).toHaveLength(5)
})

it('an agent of whom Genesys could not tell is asked for again', async () => {
  const { find, fail, countOf } = await sampleDirectory()
  await fail({ match: { path: '/api/v2/users' }, times: 1, do: { status: 503 } })
  expect(await find('user-agent-1')).toEqual(new Map())
  expect((await find('user-agent-1')).size).toBe(1)
  expect(await countOf('users')).toBe(2)
})
