/**
 * The schema registry's own word, told from what is said in its place: by a proxy, by a gateway, or by nobody.
 */
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import pTimeout from 'p-timeout'
import { z } from 'zod'
import { PipelineError } from '../errors.ts'

type Middleware = NonNullable<ConstructorParameters<typeof SchemaRegistry>[0]['middlewares']>[number]

/** What an answer holds that is the registry's, by the client's names of its calls. */
const answers: Readonly<Record<string, z.ZodType>> = {
  find: z.object({ schema: z.string() }),
  version: z.object({ schema: z.string() }),
  registered: z.object({ id: z.number() }),
  latestVersion: z.object({ id: z.number() }),
}

/**
 * Lets the client see what the registry itself says, a refusal included. Anything else is an outage, and thrown as one: no record is
 * given up, and no service stopped, because of a page that somebody else sent.
 * @param deadlineMs for a call with its retries; the client has none, and would wait for ever for an answer that broke off, as would all
 * later callers who ask for the same schema
 */
export function ownWordWithin(deadlineMs: number): Middleware {
  return ({ resourceMethod }) => ({
    prepareRequest: async (next) => (await next()).enhance({ timeout: deadlineMs }),
    response: async (next) => {
      const response = await pTimeout(next(), { milliseconds: deadlineMs }).catch((error: unknown) => {
        throw isRefusal(error) ? error : unavailable(error)
      })
      const answer = answers[resourceMethod]?.safeParse(response.data())
      if (answer?.success === false) throw unavailable(answer.error)
      return response
    },
  })
}

/**
 * Whether the registry says that it does not have what was asked for, or that it is no schema. Its codes for the former are 40401 to
 * 40403; a plain 404 is that of an address which is not the API's.
 * @see https://docs.confluent.io/platform/current/schema-registry/develop/api.html#errors
 */
function isRefusal(error: unknown): boolean {
  const { status, errorCode } = error as { status?: number; errorCode?: unknown }
  return status === 422 || /^404\d\d$/.test(String(errorCode))
}

function unavailable(cause: unknown): PipelineError {
  const message = 'the schema registry did not answer'
  return new PipelineError('SCHEMA_REGISTRY_UNAVAILABLE', message, { cause })
}
