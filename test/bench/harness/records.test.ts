import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { openRecords } from './records.ts'
import type { BenchRecord } from './records.ts'

/** @returns a folder that is not there yet */
async function newFolder(): Promise<URL> {
  const parent = await mkdtemp(join(tmpdir(), 'calltrail-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  return pathToFileURL(join(parent, 'results/'))
}

const record = (bench: string, at = '2025-11-26T07:30:00.000Z'): BenchRecord => ({
  bench,
  at,
  machine: { cores: 2, cpu: 'A CPU', memoryGib: 8, system: 'Linux 6 x64', node: 'v24' },
  versions: { express: '5.3.0' },
  samples: { ours: [{ wait: 14.25 }, {}] },
})

it('what was written is read, in the order asked for; what was not is left out', async () => {
  const records = openRecords(await newFolder())
  expect(records.read(['first'])).toEqual([])
  await records.write(record('second'))
  await records.write(record('first'))
  expect(records.read(['first', 'other', 'second'])).toEqual([record('first'), record('second')])
})

it('a new record takes the place of the one before', async () => {
  const records = openRecords(await newFolder())
  await records.write(record('first'))
  await records.write(record('first', '2026-01-01T00:00:00.000Z'))
  expect(records.read(['first'])).toEqual([record('first', '2026-01-01T00:00:00.000Z')])
})

it('it is a file that people can read', async () => {
  const folder = await newFolder()
  await openRecords(folder).write(record('first'))
  expect(await readFile(new URL('first.json', folder), 'utf8')).toContain('\n        "wait": 14.25\n')
})
