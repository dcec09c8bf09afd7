import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readLimitInfo } from './limit-info.ts'

it.each([
  ['api-usage=18/5000', { org: { used: 18, limit: 5_000 } }],
  ['api-usage=10018/100000; api-bursts=1/750', { org: { used: 10_018, limit: 100_000 } }],
  [
    'api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)',
    { org: { used: 25, limit: 5_000 }, app: { used: 17, limit: 250 } },
  ],
  [
    ['per-app-api-usage=17/250(appName=a)', 'api-usage=25/5000'],
    { org: { used: 25, limit: 5_000 }, app: { used: 17, limit: 250 } },
  ],
  ['api-usage=many/5000', {}],
  ['', {}],
  [undefined, {}],
])('%j says %j', (header, info) => {
  expect(readLimitInfo(header)).toEqual(info)
})

it('whatever the header says, it is read', () => {
  fc.assert(fc.property(fc.string(), (header) => void readLimitInfo(header)))
})
