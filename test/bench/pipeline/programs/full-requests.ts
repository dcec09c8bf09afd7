/**
 * What Salesforce can take: the records that have to be written, in as few requests as there can be, which are prepared beforehand and whose
 * order is all the same.
 */
import { enrichedCalls, eventIdField, lastCallOf, slicesOf, taskOf } from '../../drain/enriched-calls.ts'
import { openSalesforceSession } from '../../drain/salesforce-session.ts'
import { workThrough } from '../../drain/work-through.ts'
import { serveWork } from './serve-work.ts'

const [url = '', count = '', atOnce = '', stepMs = '', collectionsOfRequest = ''] = process.argv.slice(2)

interface Collection {
  readonly url: string
  readonly object: string
  readonly records: readonly object[]
}

const root = '/services/data/v66.0/composite/sobjects'
const salesforce = await openSalesforceSession(url)
const collections = slicesOf(enrichedCalls(Number(count))).flatMap((calls): Collection[] => [
  { url: `${root}/Task/${eventIdField}`, object: 'Task', records: calls.map(taskOf) },
  {
    url: root,
    object: 'Contact',
    records: calls.map((call) => ({ Id: call.contact!.id, ...lastCallOf(call) })),
  },
])
const most = Number(collectionsOfRequest)
const requests = Array.from({ length: Math.ceil(collections.length / most) }, (_, index) => {
  const parts = collections.slice(index * most, (index + 1) * most)
  const tasks = parts.reduce((sum, { object, records }) => sum + (object === 'Task' ? records.length : 0), 0)
  return { tasks, body: bodyOf(parts) }
})
collections.length = 0

await serveWork(() =>
  workThrough({
    items: requests,
    callsOf: ({ tasks }) => tasks,
    atOnce: Number(atOnce),
    itemMs: Number(stepMs),
    do: async ({ body }) => void (await salesforce.send('POST', '/composite', body)),
  }),
)

function bodyOf(parts: readonly Collection[]): string {
  return JSON.stringify({
    allOrNone: false,
    compositeRequest: parts.map(({ url, object, records }, index) => ({
      method: 'PATCH',
      url,
      referenceId: `part${index}`,
      body: {
        allOrNone: false,
        records: records.map((record) => ({ attributes: { type: object }, ...record })),
      },
    })),
  })
}
