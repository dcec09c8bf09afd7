import { join } from 'node:path'
import { expect, it } from 'vitest'
import { wantedTools, wantsSamples } from './early-tools.ts'

const integration = (name: string) => join(import.meta.dirname, '..', 'integration', name)

it('the tools that a run wants are those that its test files start', async () => {
  expect(await wantedTools([])).toEqual([])
  expect(await wantedTools([integration('provision.test.ts')])).toEqual([])
  const all = await wantedTools(
    ['workflow.test.ts', 'compose.test.ts', 'chart.test.ts', 'trace-backends.test.ts'].map(integration),
  )
  expect(all).toEqual(['actionlint', 'compose-reader', 'chart-renderer', 'jaeger', 'promtool', 'prometheus'])
})

it('the samples are installed for a run with their test, and for no other', async () => {
  expect(await wantsSamples([integration('provision.test.ts')])).toBe(false)
  expect(await wantsSamples(['provision.test.ts', 'samples.test.ts'].map(integration))).toBe(true)
})
