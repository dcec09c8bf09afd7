import { expect, it } from 'vitest'
import { callers } from './callers.ts'

it('every caller has a number of their own', () => {
  const phones = callers(30_000, 1).map(({ phone }) => phone)
  expect(new Set(phones).size).toBe(30_000)
})

it('numbers are American, German and British in turn, as they are written abroad and at home', () => {
  const written = callers(3, 1).map(({ phone, contact }) => [phone, contact!.Phone, contact!.MailingCountry])
  expect(written).toEqual([
    ['+12122000000', '(212) 200-0000', 'United States'],
    ['+493022000000', '030 / 22000000', 'Germany'],
    ['+442072000000', '020 7200 0000', 'United Kingdom'],
  ])
})

it('one in so many is a contact', () => {
  const known = callers(70, 7).filter(({ contact }) => contact)
  expect(known).toHaveLength(10)
})
