/**
 * A process that fills the spool in the directory it is given, three events a turn, and writes the id of each on standard output once it
 * is kept; until it is killed.
 */
import { endedCall } from '@calltrail/schemas/testing'
import { pino } from 'pino'
import { openSqliteEventSpool } from '../adapters/sqlite-event-spool.ts'

const spool = openSqliteEventSpool({ directory: process.argv[2]!, maxBytes: 2 ** 30, log: pino() })

for (let number = 0; ; number += 3) {
  const ids = [number, number + 1, number + 2].map(String)
  await Promise.all(ids.map((eventId) => spool.append(endedCall({ eventId }), {})))
  process.stdout.write(ids.map((id) => `${id}\n`).join(''))
}
