/**
 * The least that a webhook can be: its JSON is parsed and answered, and nothing is kept.
 */
import fastify from 'fastify'
import { announce } from '../../pipeline/programs/announce.ts'

const text = { type: 'string' } as const
// Fastify's advice: with a schema, answers are written quicker.
const response = { 202: { type: 'object', properties: { eventId: text, status: text } } }

const app = fastify()
app.post<{ Body: { readonly conversationId: string } }>(
  '/webhook/call-ended',
  { schema: { response } },
  async ({ body }, reply) => reply.code(202).send({ eventId: body.conversationId, status: 'accepted' }),
)
announce({ url: await app.listen({ host: '127.0.0.1', port: 0 }) })
