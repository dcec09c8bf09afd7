import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { emptyTally } from '../domain/tally.ts'
import { fileBookmarks } from './file-bookmarks.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'calltrail-bookmarks-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

const bookmark = {
  doneUntil: Date.parse('2026-03-14T00:00:00Z'),
  tally: { ...emptyTally, conversations: 3, verdicts: { logged: 2, 'in-flight': 1 }, skipped: { A: 1 } },
}

describe('bookmarks in a file', () => {
  it('are read by the next process, each under its name', async () => {
    const directory = await folder()
    const path = join(directory, 'deep', 'reconcile.json')
    await fileBookmarks(path).write('one', bookmark)
    await fileBookmarks(path).write('two', { ...bookmark, doneUntil: 0 })
    expect(await fileBookmarks(path).read('one')).toEqual(bookmark)
    expect(await fileBookmarks(path).read('two')).toMatchObject({ doneUntil: 0 })
    expect(await fileBookmarks(path).read('three')).toBeUndefined()
    expect(await readdir(join(directory, 'deep'))).toEqual(['reconcile.json'])
    expect(await readFile(path, 'utf8')).toContain('"doneUntil": "2026-03-14T00:00:00.000Z"')
  })

  it('are gone when they were removed, and the others are not', async () => {
    const path = join(await folder(), 'reconcile.json')
    const bookmarks = fileBookmarks(path)
    await bookmarks.remove('none')
    await bookmarks.write('one', bookmark)
    await bookmarks.write('two', bookmark)
    await bookmarks.remove('one')
    expect([await bookmarks.read('one'), await bookmarks.read('two')]).toEqual([undefined, bookmark])
  })

  it('that several processes write at once are those of one of them', async () => {
    const directory = await folder()
    const path = join(directory, 'reconcile.json')
    const runs = Array.from({ length: 20 }, (_, index) => `run ${'-'.repeat(index * 500)}`)
    await Promise.all(runs.map((name) => fileBookmarks(path).write(name, bookmark)))
    const kept = await Promise.all(runs.map((name) => fileBookmarks(path).read(name)))
    expect(kept).toContainEqual(bookmark)
    expect(await readdir(directory)).toEqual(['reconcile.json'])
  })

  it.each(['', '{"version":2}', '{"version":1,"runs":{"one":{"doneUntil":"soon"}}}'])(
    'are not made up from a file with %j',
    async (content) => {
      const path = join(await folder(), 'reconcile.json')
      await writeFile(path, content)
      await expect(fileBookmarks(path).read('one')).rejects.toMatchObject({
        exitCode: 1,
        message: expect.stringContaining(`${path} is not what reconcile wrote.`),
      })
      expect(await readFile(path, 'utf8')).toBe(content)
    },
  )

  it('that cannot be written are said to be so, by the path', async () => {
    const path = join(await folder(), 'file')
    await writeFile(path, '')
    const below = join(path, 'reconcile.json')
    await expect(fileBookmarks(below).write('one', bookmark)).rejects.toMatchObject({
      message: `${below} cannot be read: ENOTDIR. --state names another file.`,
    })
  })
})
