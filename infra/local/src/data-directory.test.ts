import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { inUse, lastingDataDirectory, temporaryDataDirectory } from './data-directory.ts'

let path = ''
beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  path = join(parent, 'stack')
})

describe('a lasting data directory', () => {
  it('keeps what is in it, unless a fresh one is asked for', async () => {
    const first = await lastingDataDirectory(path)
    await writeFile(join(path, 'data'), '')
    await first[Symbol.asyncDispose]()

    const second = await lastingDataDirectory(path)
    expect(await readdir(path)).toContain('data')
    await second[Symbol.asyncDispose]()

    await using _third = await lastingDataDirectory(path, { fresh: true })
    expect(await readdir(path)).not.toContain('data')
  })

  it('is not shared: the second claim names the first, and empties nothing', async () => {
    await using first = await lastingDataDirectory(path)
    await first.announce({ kafkaBrokers: '127.0.0.1:9092', schemaRegistryUrl: 'http://127.0.0.1:8081' })
    await writeFile(join(path, 'data'), '')
    await expect(lastingDataDirectory(path, { fresh: true })).rejects.toThrow(
      `process ${process.pid}, Kafka at 127.0.0.1:9092, schema registry at http://127.0.0.1:8081.`,
    )
    expect(await readdir(path)).toContain('data')
  })

  it('is free again when its holder died without a word', async () => {
    await mkdir(path)
    await mkdir(`${path}.lock`)
    await utimes(`${path}.lock`, new Date(), new Date(Date.now() - 60_000))
    await writeFile(join(path, 'owner.json'), '{"pid":999999999}')
    await using _claimed = await lastingDataDirectory(path)
  })
})

it('a temporary data directory is removed', async () => {
  const directory = await temporaryDataDirectory()
  expect(existsSync(directory.path)).toBe(true)
  await directory[Symbol.asyncDispose]()
  expect(existsSync(directory.path)).toBe(false)
})

describe('the sentence about a directory in use', () => {
  it('admits that it does not know by whom', () => {
    expect(inUse('/data', undefined)).toBe('The data directory /data is in use by another process.')
  })

  it('says when the other one is still starting', () => {
    expect(inUse('/data', { pid: 7 })).toContain('process 7, still starting.')
  })
})
