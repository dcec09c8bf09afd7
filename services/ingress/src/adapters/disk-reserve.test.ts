import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { spoolDirectory } from '../testing/spool-directory.ts'
import { openDiskReserve } from './disk-reserve.ts'

test('the room is taken, also where a smaller reserve was, free while it is lent, and taken again', () => {
  const file = join(spoolDirectory(), 'reserve')
  writeFileSync(file, 'small')
  const reserve = openDiskReserve(file, 10_000)
  expect(statSync(file).size).toBe(10_000)
  reserve.lend(() => expect(existsSync(file)).toBe(false))
  expect(statSync(file).size).toBe(10_000)
  const failing = () => {
    throw new Error('still full')
  }
  expect(() => reserve.lend(failing)).toThrow('still full')
  expect(statSync(file).size).toBe(10_000)
})

test('where there is no room for it, the work is done all the same', () => {
  let isDone = false
  openDiskReserve(join(spoolDirectory(), 'missing', 'reserve'), 10_000).lend(() => (isDone = true))
  expect(isDone).toBe(true)
})

test('where the disk lets nothing go, the work is done all the same', () => {
  const directory = join(spoolDirectory(), 'reserve')
  mkdirSync(directory)
  writeFileSync(join(directory, 'in the way'), '')
  let isDone = false
  openDiskReserve(directory, 10_000).lend(() => (isDone = true))
  expect(isDone).toBe(true)
})
