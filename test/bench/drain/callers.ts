/**
 * People who call from a number each, in three countries, and the contacts that some of them are: their numbers are written as people
 * write them at home.
 */
import { sampleRecords, toLongId } from '@calltrail/simulators'

export interface Caller {
  /** In E.164. */
  readonly phone: string
  /** What the org has of this number; null of a stranger. */
  readonly contact: CallersContact | null
}

export interface CallersContact {
  readonly Id: string
  readonly FirstName: string
  readonly LastName: string
  readonly AccountId: string
  readonly Phone: string
  readonly MailingCountry: string
}

interface NumberRange {
  readonly accountId: string
  readonly country: string
  /** @param local seven digits */
  readonly abroad: (local: string) => string
  readonly atHome: (local: string) => string
}

const { acme, globex, initech } = sampleRecords.accounts

const ranges: readonly NumberRange[] = [
  {
    accountId: acme.Id,
    country: 'United States',
    abroad: (local) => `+1212${local}`,
    atHome: (local) => `(212) ${local.slice(0, 3)}-${local.slice(3)}`,
  },
  {
    accountId: globex.Id,
    country: 'Germany',
    abroad: (local) => `+49302${local}`,
    atHome: (local) => `030 / 2${local}`,
  },
  {
    accountId: initech.Id,
    country: 'United Kingdom',
    abroad: (local) => `+44207${local}`,
    atHome: (local) => `020 7${local.slice(0, 3)} ${local.slice(3)}`,
  },
]

const firstLocal = 2_000_000
/** So far are numbers apart, so that they do not differ in their last digits only. */
const step = 97

/**
 * No two have one number.
 * @param count at most 200,000
 * @param knownEvery one in so many is a contact
 */
export function callers(count: number, knownEvery: number): Caller[] {
  return Array.from({ length: count }, (_, index) => {
    const range = ranges[index % ranges.length]!
    const local = String(firstLocal + step * Math.floor(index / ranges.length))
    const isKnown = index % knownEvery === 0
    return { phone: range.abroad(local), contact: isKnown ? contactOf(index, local, range) : null }
  })
}

function contactOf(
  index: number,
  local: string,
  { accountId, country, atHome }: NumberRange,
): CallersContact {
  return {
    Id: toLongId(`003Bd${String(index).padStart(10, '0')}`),
    FirstName: 'Caller',
    LastName: `Number ${index}`,
    AccountId: accountId,
    Phone: atHome(local),
    MailingCountry: country,
  }
}
