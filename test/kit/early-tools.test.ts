import { join } from 'node:path'
import { expect, it } from 'vitest'
import { wantedTools } from './early-tools.ts'

const integration = (name: string) => join(import.meta.dirname, '..', 'integration', name)

it('the tools that a run wants are those that its test files start', async () => {
  expect(await wantedTools([])).toEqual([])
  expect(await wantedTools([integration('provision.test.ts')])).toEqual([])
  const all = await wantedTools(['provision.test.ts', 'trace-backends.test.ts'].map(integration))
  expect(all).toEqual(['jaeger', 'promtool', 'prometheus'])
})
