/**
 * Logs calls one by one, as the handler does that Calltrail began with: a Task, and then its contact, each by a request of its own. Several
 * calls are under way at once.
 */
import { enrichedCalls, lastCallOf, taskOf } from '../../drain/enriched-calls.ts'
import { openSalesforceSession } from '../../drain/salesforce-session.ts'
import { workThrough } from '../../drain/work-through.ts'
import { serveWork } from './serve-work.ts'

const [url = '', count = '', atOnce = '', stepMs = ''] = process.argv.slice(2)

const salesforce = await openSalesforceSession(url)
const calls = enrichedCalls(Number(count))

await serveWork(() =>
  workThrough({
    items: calls,
    callsOf: () => 1,
    atOnce: Number(atOnce),
    itemMs: Number(stepMs),
    async do(call) {
      await salesforce.send('POST', '/sobjects/Task', JSON.stringify(taskOf(call)))
      await salesforce.send(
        'PATCH',
        `/sobjects/Contact/${call.contact!.id}`,
        JSON.stringify(lastCallOf(call)),
      )
    },
  }),
)
