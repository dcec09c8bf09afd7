import { expect, it, onTestFinished, vi } from 'vitest'
import { warningOfOutages } from './outage-warning.ts'
import { RegistryUnavailable } from './schema-lookup.ts'

it('who does not ask to be told is warned on the console, once per outage', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  onTestFinished(() => warn.mockRestore())
  const out = (status: number) => new RegistryUnavailable(`The registry answered ${status}.`)
  const answers = [out(401), out(401), '"string"', new Error('not an outage'), out(503), out(503)]
  const lookUp = warningOfOutages(async () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer
  })
  while (answers.length > 0) await lookUp(7).catch(() => undefined)
  expect(warn.mock.calls.map(([line]) => String(line).match(/\d+/)?.[0])).toEqual(['401', '503'])
})
