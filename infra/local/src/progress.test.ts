import { describe, expect, it } from 'vitest'
import { lineProgress } from './progress.ts'

describe('progress without a terminal', () => {
  it('writes a line per step and, within a step, one every five seconds', () => {
    const lines: string[] = []
    let now = 0
    const progress = lineProgress((line) => lines.push(line), { now: () => now })
    progress.step('Downloading')
    for (now = 500; now <= 10_500; now += 500) progress.detail(`${now / 500} MB`)
    progress.step('Downloading')
    progress.step('Starting')
    expect(lines).toEqual(['Downloading …', 'Downloading … 10 MB', 'Downloading … 20 MB', 'Starting …'])
  })
})
