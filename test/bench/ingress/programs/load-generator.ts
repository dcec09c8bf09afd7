/**
 * Sends the load, in a process that does nothing else meanwhile. `POST /prepare` signs requests, `POST /load` sends them and answers with
 * what it came to.
 */
import fastify from 'fastify'
import { announce } from '../../pipeline/programs/announce.ts'
import { applyLoad } from '../apply-load.ts'
import type { LoadOrder, PrepareOrder } from '../load-generator.ts'
import { signRequests } from '../signed-requests.ts'

let requests: Iterator<Uint8Array> = [].values()

const app = fastify()
app.post<{ Body: PrepareOrder }>('/prepare', async ({ body: { count, ...plan } }) => {
  requests = signRequests(count, plan).values()
  return {}
})
app.post<{ Body: LoadOrder }>('/load', async ({ body }) => applyLoad(requests, body))
announce({ url: await app.listen({ host: '127.0.0.1', port: 0 }) })
