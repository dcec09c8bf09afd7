import type { Contact, PhoneMatch } from '../domain/contact.ts'
import type { E164 } from '../domain/customer-number.ts'
import type { Recording } from '../domain/recording.ts'
import type { ContactDirectory } from '../ports/contact-directory.ts'
import type { RecordingLibrary } from '../ports/recording-library.ts'

/** For tests: a directory of these contacts that keeps what it was asked. */
export function fakeDirectory(
  known: {
    readonly byId?: Readonly<Record<string, Contact>>
    readonly byPhone?: Readonly<Record<E164, PhoneMatch>>
  } = {},
) {
  const asked: { ids: string[][]; phones: E164[][] } = { ids: [], phones: [] }
  const directory: ContactDirectory = {
    async byId(ids) {
      asked.ids.push([...ids])
      return pick(known.byId ?? {}, ids)
    },
    async byPhone(phones) {
      asked.phones.push([...phones])
      return pick(known.byPhone ?? {}, phones)
    },
  }
  return { ...directory, asked }
}

/** For tests: a library of these recordings, any other one is MISSING. Keeps what it was asked. */
export function fakeLibrary(known: Readonly<Record<string, Recording>> = {}) {
  const asked: string[] = []
  const library: RecordingLibrary = {
    async locate(recordingId) {
      asked.push(recordingId)
      return known[recordingId] ?? { status: 'MISSING' }
    },
  }
  return { ...library, asked }
}

function pick<Key extends string, Value>(
  known: Readonly<Record<Key, Value>>,
  keys: ReadonlySet<Key>,
): Map<Key, Value> {
  return new Map([...keys].filter((key) => key in known).map((key) => [key, known[key]]))
}
