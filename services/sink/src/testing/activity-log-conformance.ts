/**
 * What every {@link ActivityLog} does, for tests of each.
 */
import { PartitionLost } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import type { ActivityLog } from '../ports/activity-log.ts'
import { loggedCall } from './calls.ts'

const free = () => {}
const lost = () => {
  throw new PartitionLost()
}

/** @param open a log of its own, with an empty org behind it that knows the sample contact John Doe */
export function activityLogConformance(open: () => Promise<ActivityLog>): void {
  const onJohn = (eventId: string, changes: Parameters<typeof loggedCall>[0] = {}) => ({
    ...loggedCall({ eventId, ...changes }),
    contactId: '003Sm0000JohnD1IQI',
  })

  describe('Tasks', () => {
    it('are created, one per event, and then updated', async () => {
      const log = await open()
      const first = await log.writeTasks([onJohn('e-1'), onJohn('e-2')], free)
      expect(first).toMatchObject([
        { success: true, created: true },
        { success: true, created: true },
      ])
      const second = await log.writeTasks([onJohn('e-2'), onJohn('e-3')], free)
      expect(second).toMatchObject([
        { success: true, created: false },
        { success: true, created: true },
      ])
      const ids = [...first, ...second].map((result) => result.success && result.id)
      expect(ids[2]).toBe(ids[1])
      expect(new Set(ids).size).toBe(3)
    })

    it('without calls are nothing to do', async () => {
      expect(await (await open()).writeTasks([], lost)).toEqual([])
    })

    it('tell which revision of their event they hold', async () => {
      const log = await open()
      await log.writeTasks([onJohn('e-1', { revision: 7 }), onJohn('e-2', { revision: 8 })], free)
      await log.writeTasks([onJohn('e-2', { revision: 9 })], free)
      expect(await log.storedRevisions(['e-1', 'e-2', 'e-3'])).toEqual(
        new Map([
          ['e-1', 7],
          ['e-2', 9],
        ]),
      )
      expect(await log.storedRevisions([])).toEqual(new Map())
    })

    it('are not written by who may no more', async () => {
      const log = await open()
      await expect(log.writeTasks([onJohn('e-1')], lost)).rejects.toThrow(PartitionLost)
      expect(await log.storedRevisions(['e-1'])).toEqual(new Map())
    })
  })

  describe('a call is news to its contact', () => {
    const at = (seconds: number, durationSeconds = 10) =>
      onJohn(`e-${seconds}`, { endedAt: Date.UTC(2026, 2, 14, 10, 0, seconds), durationSeconds })

    it.each<[string, boolean, ReturnType<typeof at>]>([
      ['when it is later', true, at(31)],
      ['when it is the same one with other content', true, at(30, 11)],
      ['not when it is earlier', false, at(29, 99)],
      ['not when it is the same one', false, at(30)],
    ])('%s', async (_, expected, call) => {
      const log = await open()
      expect(await log.areNews([at(30)])).toEqual([true])
      expect(await log.writeLastCalls([at(30)], free)).toMatchObject([{ success: true }])
      expect(await log.areNews([call])).toEqual([expected])
    })

    it('until it is written: to ask changes nothing', async () => {
      const log = await open()
      await log.areNews([at(30)])
      expect(await log.areNews([at(30), at(29)])).toEqual([true, true])
      await expect(log.writeLastCalls([at(30)], lost)).rejects.toThrow(PartitionLost)
      expect(await log.areNews([at(30)])).toEqual([true])
    })
  })

  describe('the contact of a stranger', () => {
    it('is one, however often it is asked for, and another for another number', async () => {
      const log = await open()
      const first = await log.contactsForStrangers(['+15550009999', '+15550008888'], free)
      const second = await log.contactsForStrangers(['+15550008888', '+15550009999'], free)
      expect(first).toMatchObject([{ success: true }, { success: true }])
      const [ids, again] = [first, second].map((results) =>
        results.map((result) => result.success && result.id),
      )
      expect(again).toEqual(ids!.toReversed())
      expect(new Set(ids).size).toBe(2)
    })

    it('is not created by who may no more', async () => {
      const log = await open()
      await expect(log.contactsForStrangers(['+15550009999'], lost)).rejects.toThrow(PartitionLost)
      expect(await log.contactsForStrangers([], lost)).toEqual([])
    })
  })
}
