/** `npm run schemas:check` and `npm run schemas:release` as they are run, on a copy of the schemas. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { readFingerprints, readReleased, schemasDirectory } from './contracts.ts'

/** The versions that the tests are about, whatever has been released since. */
const newest = { 'calls.ended.v1': 3, 'calls.enriched.v1': 4, 'calls.logged.v1': 4 }

function copy() {
  const directory = mkdtempSync(join(tmpdir(), 'schemas-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  for (const folder of ['avro', 'released'])
    cpSync(new URL(folder, schemasDirectory), join(directory, folder), { recursive: true })
  const fingerprints = readFingerprints()
  for (const [event, version] of Object.entries(newest)) {
    for (const later of [...readReleased(event).keys()].slice(version))
      rmSync(join(directory, `released/${event}/${later}.avsc`))
    cpSync(join(directory, `released/${event}/${version}.avsc`), join(directory, `avro/${event}.avsc`))
    fingerprints[event] = fingerprints[event]!.slice(0, version)
  }
  writeFileSync(join(directory, 'released/fingerprints.json'), JSON.stringify(fingerprints))
  return {
    read: (path: string) => readFileSync(join(directory, path), 'utf8'),
    replace(path: string, from: string, to: string): void {
      const text = this.read(path)
      expect(text).toContain(from)
      writeFileSync(join(directory, path), text.replace(from, to))
    },
    run(command: 'check' | 'release') {
      const program = fileURLToPath(new URL(`${command}.ts`, import.meta.url))
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, directory], {
        encoding: 'utf8',
      })
      return { status, stdout, stderr }
    },
  }
}

const ended = 'avro/calls.ended.v1.avsc'

it('the check says in a line what it has checked', () => {
  const { status, stdout, stderr } = copy().run('check')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(
    /^schemas:check: \d+ events go with all of their \d\d+ released versions, both ways\n$/,
  )
})

it('the check fails on all that is wrong with any event, and says what to do instead', () => {
  const schemas = copy()
  schemas.replace(ended, '"type": "int", "doc": "Length', '"type": "long", "doc": "Length')
  schemas.replace('avro/calls.logged.v1.avsc', '"name": "loggedAt"', '"name": "writtenAt"')
  expect(schemas.run('check')).toEqual({
    status: 1,
    stdout: '',
    stderr: `schemas:check refused the schemas, which other teams build on:
  - calls.ended.v1: the field durationSeconds is long and was int in released versions 1 to 3: consumers with such a schema could not read new records. Keep it as it was, and add a new field beside it.
  - calls.logged.v1: the field writtenAt has no default, and records of released versions 1 to 4 do not have it: they could not be read any more. Give it a default.
  - calls.logged.v1: the field loggedAt is gone, which has no default in released versions 1 to 4: consumers with such a schema could not read new records. Keep it, and mark it deprecated in its doc.
What may be changed, and how: CONTRIBUTING.md, “Changing an event”. What may not is a new event: add a v2 topic, see docs/consuming.md.
`,
  })
})

it('a schema that goes with all released ones is kept as the next version, and the check takes it', () => {
  const schemas = copy()
  schemas.replace(ended, 'Genesys queue.', 'Queue of Genesys.')
  expect(schemas.run('check').status).toBe(1)
  expect(schemas.run('release')).toEqual({
    status: 0,
    stdout: 'schemas:release: calls.ended.v1 is kept as version 4\n',
    stderr: '',
  })
  expect(schemas.read('released/calls.ended.v1/4.avsc')).toBe(schemas.read(ended))
  expect(schemas.run('check')).toMatchObject({ status: 0, stderr: '' })
  expect(schemas.run('release').stdout).toBe('schemas:release: every schema is released already\n')
})

it('a schema that does not is not kept, and neither is any other', () => {
  const schemas = copy()
  const fingerprints = schemas.read('released/fingerprints.json')
  schemas.replace('avro/calls.enriched.v1.avsc', 'Genesys queue.', 'Queue of Genesys.')
  schemas.replace(ended, '"name": "durationSeconds"', '"name": "seconds"')
  const { status, stdout, stderr } = schemas.run('release')
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toContain('calls.ended.v1: the field seconds has no default')
  expect(schemas.read('released/fingerprints.json')).toBe(fingerprints)
})
