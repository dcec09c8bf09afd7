import { soqlString } from '@calltrail/runtime'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { connectToSalesforce } from './calltrail-session.ts'

const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom(...`'"\\%_nrtu0041 ()=`.split(''), ' OR ', ' null '), maxLength: 30 }),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
)

test('an escaped text is found as it is, and as nothing else', async () => {
  // Queries one after the other, as many as there are, are otherwise kept to a few in a second.
  const { client, control } = await connectToSalesforce({ salesforceLingerMs: 0, salesforceLingerMaxMs: 0 })
  // Salesforce compares without regard to case.
  const distinct = { selector: (text: string) => text.toLowerCase(), minLength: 20, maxLength: 20 }
  const texts = fc.uniqueArray(
    hostile.filter((text) => text.trim() !== ''),
    distinct,
  )
  await fc.assert(
    fc.asyncProperty(texts, async (names) => {
      await control('POST', '/reset')
      await control(
        'POST',
        '/records/Contact',
        names.map((name) => ({ LastName: name })),
      )
      for (const name of names.slice(0, 4)) {
        const rows = await client.query<{ LastName: string }>(
          `SELECT LastName FROM Contact WHERE LastName = ${soqlString(name)}`,
        )
        expect(rows.map(({ LastName }) => LastName)).toEqual([name])
      }
    }),
    { numRuns: 40 },
  )
})
