import { describe, expect, it } from 'vitest'
import { RefusedFields } from './refused-fields.ts'

function after(steps: (fields: RefusedFields) => void) {
  const fields = new RefusedFields()
  steps(fields)
  return (record: Record<string, string>) => fields.of(record)
}

describe('a field that was refused', () => {
  it('is left out with the same value, and sent with another', () => {
    const omitted = after((fields) => fields.refused('Call_Channel__c', 'Phone'))
    expect(omitted({ Call_Channel__c: 'Phone', Subject: 'Call' })).toEqual(['Call_Channel__c'])
    expect(omitted({ Call_Channel__c: 'Chat' })).toEqual([])
  })

  it('with three different values in a row is left out with any', () => {
    const omitted = after((fields) => {
      for (const notes of ['a', 'b', 'c']) fields.refused('Agent_Notes__c', notes)
    })
    expect(omitted({ Agent_Notes__c: 'd' })).toEqual(['Agent_Notes__c'])
  })

  it('with one value three times is sent with another', () => {
    const omitted = after((fields) => {
      for (const tier of ['a', 'a', 'a']) fields.refused('Customer_Tier__c', tier)
    })
    expect(omitted({ Customer_Tier__c: 'b' })).toEqual([])
  })

  it('and taken in between is judged by its values', () => {
    const omitted = after((fields) => {
      fields.refused('Customer_Tier__c', 'a')
      fields.refused('Customer_Tier__c', 'b')
      fields.taken({ Customer_Tier__c: 'Premium' })
      fields.refused('Customer_Tier__c', 'c')
    })
    expect(omitted({ Customer_Tier__c: 'a' })).toEqual(['Customer_Tier__c'])
    expect(omitted({ Customer_Tier__c: 'Premium' })).toEqual([])
  })

  it('is no less refused when a record without it is taken', () => {
    const omitted = after((fields) => {
      fields.refused('Agent_Notes__c', 'a')
      fields.refused('Agent_Notes__c', 'b')
      fields.taken({ Subject: 'Call' })
      fields.refused('Agent_Notes__c', 'c')
    })
    expect(omitted({ Agent_Notes__c: 'd' })).toEqual(['Agent_Notes__c'])
  })
})
