/**
 * The workflow for the forge, read by actionlint. What it runs is compared with the code in infra/supply-chain/src/forge.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lintWorkflow } from '../kit/actionlint.ts'

const workflow = readFileSync(new URL('../../.github/workflows/ci.yml', import.meta.url), 'utf8')
/** The first time it is built. */
const timeout = 300_000

describe('the workflow of the forge', () => {
  it('is one that the forge takes', { timeout }, async () => {
    expect(await lintWorkflow(workflow)).toEqual([])
  })

  it.each([
    ['a key that is none', ['runs-on:', 'run-on:'], 'run-on'],
    [
      'a property that nothing has',
      ['github.workflow }}', 'github.workflows }}'],
      'property "workflows" is not defined',
    ],
    ['a moment that never comes', ["'17 4 * * *'", "'17 25 * * *'"], 'CRON'],
    ['a permission that is none', ['contents: read', 'content: read'], 'content'],
  ] as const)('would be refused for %s', { timeout }, async (_, [text, wrong], word) => {
    expect(workflow).toContain(text)
    expect(await lintWorkflow(workflow.replace(text, wrong))).toContainEqual(expect.stringContaining(word))
  })
})
