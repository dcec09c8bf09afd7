/**
 * Logs calls by jsforce in collections, as large as Salesforce takes them: the Tasks of a slice, by their external id, so that it may be
 * repeated, and then the contacts of those that were written.
 */
import jsforce from 'jsforce'
import { enrichedCalls, eventIdField, lastCallOf, slicesOf, taskOf } from '../../drain/enriched-calls.ts'
import { openSalesforceSession } from '../../drain/salesforce-session.ts'
import { workThrough } from '../../drain/work-through.ts'
import { serveWork } from './serve-work.ts'

const [url = '', count = '', atOnce = '', stepMs = ''] = process.argv.slice(2)

const { accessToken } = await openSalesforceSession(url)
const salesforce = new jsforce.Connection({ instanceUrl: url, accessToken, version: '66.0' })
const slices = slicesOf(enrichedCalls(Number(count)))
const each = { allOrNone: false }

await serveWork(() =>
  workThrough({
    items: slices,
    callsOf: ({ length }) => length,
    atOnce: Number(atOnce),
    itemMs: Number(stepMs),
    async do(calls) {
      const tasks = await salesforce.sobject('Task').upsert(calls.map(taskOf), eventIdField, each)
      const written = calls.filter((_, index) => tasks[index]!.success)
      const lastCalls = new Map(
        written.map((call) => [call.contact!.id, { Id: call.contact!.id, ...lastCallOf(call) }]),
      )
      const contacts = await salesforce.sobject('Contact').update([...lastCalls.values()], each)
      const refused = [...tasks, ...contacts].find(({ success }) => !success)
      if (refused) throw new Error(`Salesforce refused a record: ${JSON.stringify(refused)}`)
    },
  }),
)
