import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { deadLetterRecord } from '../testing/dead-letters.ts'
import { shownHeaders } from './masked-headers.ts'

it('headers of ours are shown, those of a stranger only by their size, unless they are to be revealed', () => {
  const { headers } = deadLetterRecord(3, { headers: { caller: Buffer.from('+15551234567') } })
  expect(shownHeaders(headers, false)).toMatchObject({
    ce_id: 'conversation-3:agent-1',
    'calltrail-error-code': 'SALESFORCE_ROW_LOCKED',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    caller: '[12 bytes hidden]',
  })
  expect(shownHeaders(headers, true)).toMatchObject({ caller: '+15551234567' })
})

it('nothing of a header that is not ours is seen, whatever it is called', () => {
  const names = fc.string().filter((name) => !/^(calltrail-|ce_)|^(traceparent|content-type)$/.test(name))
  fc.assert(
    fc.property(names, fc.stringMatching(/^\+\d{11}$/), (name, phone) => {
      expect(
        JSON.stringify(Object.values(shownHeaders({ [name]: [phone, Buffer.from(phone)] }, false))),
      ).not.toContain(phone)
    }),
  )
})
