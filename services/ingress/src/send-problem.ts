import type { FastifyReply } from 'fastify'
import { problemAnswer } from './http-errors.ts'
import type { HttpErrorName, ProblemSpecifics } from './http-errors.ts'

export function sendProblem(
  reply: FastifyReply,
  name: HttpErrorName,
  specifics?: ProblemSpecifics,
): FastifyReply {
  const { status, headers, body } = problemAnswer(name, specifics)
  return reply.code(status).headers(headers).send(body)
}
