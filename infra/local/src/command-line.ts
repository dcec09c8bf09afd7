import { parseArgs } from 'node:util'
import { StackError } from './stack-error.ts'

export const usage = `npm run stack [-- --fresh | --secure]

Starts Kafka, a schema registry and Zipkin (which shows traces; Jaeger does in Docker), prints their addresses, and
runs them until Ctrl-C.
Data of Kafka and the registry is kept in .calltrail/stack and is there again at the next start; traces are not kept.

Options
  --fresh    forget the data first
  --secure   a Kafka that lets in only users with their rights (docs/kafka-access.md), each by a password or a
             certificate: variables for each are written to .calltrail/users. No data is kept.
  --help     show this

Variables
  KAFKA_BROKERS, SCHEMA_REGISTRY_URL   addresses of a Kafka or a registry to use instead of starting one
  OTEL_EXPORTER_OTLP_ENDPOINT          where services send their traces instead; none is started then
  OTEL_TRACES_EXPORTER                 the same; with none, there are no traces
  CALLTRAIL_STACK                      jvm (the default) or docker: what runs those that are not given (docs/docker.md)
  DOCKER_HOST                          the Docker engine to use (default: its usual socket)
  CALLTRAIL_CACHE_DIR                  where downloads are kept (default: the user's cache directory)
  JAVA_HOME                            the JDK to use, 17 or newer (default: java on the PATH)
`

export type Command =
  { readonly kind: 'help' } | { readonly kind: 'run'; readonly fresh: boolean; readonly secure: boolean }

/** @throws StackError that names what is not understood */
export function parseCommandLine(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        fresh: { type: 'boolean', default: false },
        secure: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return values.help ? { kind: 'help' } : { kind: 'run', fresh: values.fresh, secure: values.secure }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new StackError(`${error.message.split('. ')[0]}. 'npm run stack -- --help' shows what there is.`)
  }
}
