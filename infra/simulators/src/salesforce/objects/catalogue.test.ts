import { expect, test } from 'vitest'
import { Catalogue } from './catalogue.ts'

const contact = (catalogue: Catalogue) => catalogue.object('Contact')!

test('a field that was hidden can be shown again, with what else was changed about it', () => {
  const catalogue = new Catalogue()
  catalogue.change('contact', 'phone', { required: true })
  catalogue.change('Contact', 'Phone', { hidden: true })
  expect(catalogue.field(contact(catalogue), 'Phone')).toBeUndefined()
  expect(contact(catalogue).fields.map(({ name }) => name)).not.toContain('Phone')

  expect(catalogue.change('Contact', 'Phone', { hidden: false })).toBe(true)
  expect(catalogue.field(contact(catalogue), 'phone')).toMatchObject({ name: 'Phone', required: true })
})

test('a reset undoes every change', () => {
  const catalogue = new Catalogue()
  catalogue.change('Contact', 'Phone', { hidden: true })
  catalogue.reset()
  expect(catalogue.field(contact(catalogue), 'Phone')).toMatchObject(
    new Catalogue().field(contact(catalogue), 'Phone')!,
  )
})

test('there is nothing to change about what does not exist', () => {
  const catalogue = new Catalogue()
  expect(catalogue.change('Contact', 'Shoe_Size__c', { hidden: true })).toBe(false)
  expect(catalogue.change('Shoe', 'Phone', { hidden: true })).toBe(false)
})
