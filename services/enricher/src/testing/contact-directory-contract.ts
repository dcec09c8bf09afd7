/**
 * For tests: what every `ContactDirectory` must do.
 */
import { toLongId } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import type { Contact, Lead } from '../domain/contact.ts'
import type { E164 } from '../domain/phone-number.ts'
import type { ContactDirectory } from '../ports/contact-directory.ts'
import type { DirectorySettings, Entry, People } from './in-memory-directory.ts'

const nobody = toLongId('003Sm0000Nobody')
const acme = toLongId('001Sm0000Acme01')
const globex = toLongId('001Sm0000Globe1')

function contact(
  changes: Partial<Contact>,
  phones: readonly string[],
  lastActivityDate: string | null = null,
  createdDate = '2024-02-01T09:00:00.000+0000',
): Entry<Contact> {
  const person = {
    id: toLongId('003Sm0000Conta1'),
    name: 'Doe',
    accountId: acme,
    email: null,
    isPersonAccount: false,
    ...changes,
  }
  return { person, phones, lastActivityDate, createdDate }
}

const doe = contact({ email: 'doe@acme.example' }, [
  '(415) 555-0102',
  '+1 415 555 0102',
  '+44 20 7946 0958 ext 3',
])
const roe = contact({ id: toLongId('003Sm0000Conta2'), name: 'Roe', accountId: null }, ['415.555.0103'])
const ada = contact(
  { id: toLongId('003Sm0000Conta3'), name: 'Ada' },
  ['+49 30 23125-111'],
  '2026-02-01',
  '2025-02-01T09:00:00.000+0000',
)
const bert = contact({ id: toLongId('003Sm0000Conta4'), name: 'Bert' }, ['+49 (0)30 23125 111'], '2026-01-10')
const carl = contact({ id: toLongId('003Sm0000Conta5'), name: 'Carl' }, ['212-555-0188'])
const dora = contact({ id: toLongId('003Sm0000Conta6'), name: 'Dora', accountId: globex }, ['(212) 555 0188'])

function lead(changes: Partial<Lead>, phones: readonly string[], isConverted = false) {
  const person = { id: toLongId('00QSm0000Leads1'), name: 'Lea', email: null, ...changes }
  return { person, phones, isConverted, lastActivityDate: null, createdDate: '2024-02-01T09:00:00.000+0000' }
}

const lea = lead({}, ['+1 646 555 0111'])
const becameRoe = lead({ id: toLongId('00QSm0000Leads2'), name: 'Converted' }, ['646 555 0112'], true)
const alsoDoe = lead({ id: toLongId('00QSm0000Leads3'), name: 'Also Doe' }, ['415 555 0102'])

const people: People = {
  contacts: [doe, roe, ada, bert, carl, dora],
  leads: [lea, becameRoe, alsoDoe],
}

const switchboard: E164 = '+493023125111'
const twoAccounts: E164 = '+12125550188'

export function contactDirectoryContract(
  open: (people: People, settings: DirectorySettings) => Promise<ContactDirectory>,
): void {
  const opened = (settings: DirectorySettings = {}) => open(people, settings)
  const byPhone = async (phone: E164, settings: DirectorySettings = {}) =>
    (await (await opened(settings)).byPhone(new Set([phone]))).get(phone)

  describe('a contact directory, by id,', () => {
    it('finds those it knows, and leaves out the others', async () => {
      const directory = await opened()
      const ids = new Set([doe.person.id, nobody, roe.person.id])
      const found = await directory.byId(ids)
      expect(found).toEqual(
        new Map([
          [doe.person.id, doe.person],
          [roe.person.id, roe.person],
        ]),
      )
    })

    it('finds nobody of none', async () => {
      expect(await (await opened()).byId(new Set())).toEqual(new Map())
    })
  })

  describe('a contact directory, by phone,', () => {
    it('finds those it knows, and leaves out the others', async () => {
      const directory = await opened()
      const found = await directory.byPhone(new Set<E164>(['+14155550102', '+14155550103', '+14155550199']))
      expect(found).toEqual(
        new Map([
          ['+14155550102', { kind: 'contact', contact: doe.person, candidates: 1 }],
          ['+14155550103', { kind: 'contact', contact: roe.person, candidates: 1 }],
        ]),
      )
    })

    it('finds a contact by each of its numbers', async () => {
      expect(await byPhone('+442079460958')).toMatchObject({ kind: 'contact', contact: doe.person })
    })

    it('finds nobody of none', async () => {
      expect(await (await opened()).byPhone(new Set())).toEqual(new Map())
    })

    it('answers many at once as it answers one', async () => {
      const directory = await opened()
      const phones: E164[] = ['+14155550102', '+14155550103', '+14155550102', switchboard, '+14155550199']
      const answers = await Promise.all(
        phones.map(async (phone) => (await directory.byPhone(new Set([phone]))).get(phone)),
      )
      const together = await directory.byPhone(new Set(phones))
      expect(answers).toEqual(phones.map((phone) => together.get(phone)))
    })

    it.each([
      ['most-recent-activity', switchboard, { kind: 'contact', contact: ada.person, candidates: 2 }],
      ['first-created', switchboard, { kind: 'contact', contact: bert.person, candidates: 2 }],
      ['account-only', switchboard, { kind: 'account', accountId: acme, candidates: 2 }],
      ['account-only', twoAccounts, { kind: 'ambiguous', candidates: 2 }],
      ['none', switchboard, { kind: 'ambiguous', candidates: 2 }],
    ] as const)('of several contacts chooses by the policy %s: %s', async (severalContacts, phone, match) => {
      expect(await byPhone(phone, { severalContacts })).toEqual(match)
    })

    it('finds nobody by a number of the company’s own', async () => {
      const ownNumbers = ['+4930231251*', '+14155550102']
      expect(await byPhone(switchboard, { ownNumbers })).toBeUndefined()
      expect(await byPhone('+14155550102', { ownNumbers })).toBeUndefined()
      expect(await byPhone('+14155550103', { ownNumbers })).toMatchObject({ contact: roe.person })
    })

    it('finds no lead unless leads are to be matched', async () => {
      expect(await byPhone('+16465550111')).toBeUndefined()
      const match = { kind: 'lead', lead: lea.person, candidates: 1 }
      expect(await byPhone('+16465550111', { matchLeads: true })).toEqual(match)
    })

    it('finds no lead that was converted, nor one where a contact has the number', async () => {
      expect(await byPhone('+16465550112', { matchLeads: true })).toBeUndefined()
      expect(await byPhone('+14155550102', { matchLeads: true })).toMatchObject({
        contact: doe.person,
        candidates: 1,
      })
    })
  })
}
