import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { httpProbe, type Probe } from '../probe.ts'
import type { TraceBackEnd } from '../stack.ts'
import { flags } from './java-flags.ts'

/** How many spans it keeps, dropping the oldest. With our attributes one takes 3 kB of its heap, and 80,000 fill that. */
const mostSpans = 40_000

/** Zipkin's settings that differ from its defaults. */
export function zipkinProperties(port: number): Record<string, string | number | boolean> {
  return {
    // The server below Spring does not know `server.address`: with that alone it would listen everywhere.
    'armeria.ports[0].ip': '127.0.0.1',
    'armeria.ports[0].port': port,
    'armeria.ports[0].protocols[0]': 'http',
    // Its own resolver opens a UDP port on all addresses.
    'com.linecorp.armeria.useJdkDnsResolver': true,
    'zipkin.storage.mem.max-spans': mostSpans,
    // Its page then offers the values of this attribute to whoever looks for a call.
    'zipkin.storage.autocomplete-keys': 'app.conversation.id',
  }
}

export function zipkinArguments(jar: string, port: number, temporaryDirectory: string): string[] {
  return [
    ...flags({ heapMb: 256, temporaryDirectory }),
    ...Object.entries(zipkinProperties(port)).map(([key, value]) => `-D${key}=${value}`),
    '-jar',
    jar,
  ]
}

/**
 * Zipkin finds the Kafkas, queues and databases that it is to use in variables, which may be there for somebody
 * else's sake: of the user's environment it sees only what the JVM needs.
 */
export function zipkinEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const wanted = ['PATH', 'HOME', 'JAVA_TOOL_OPTIONS', 'LANG', 'LC_ALL', 'TZ']
  return Object.fromEntries(wanted.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]))
}

export async function zipkinJar(folder: string): Promise<string> {
  const jar = (await readdir(folder)).find((name) => name.endsWith('-exec.jar'))
  if (!jar)
    throw new Error(`No program of Zipkin in ${folder}: delete that folder, and it is downloaded again.`)
  return join(folder, jar)
}

export function zipkinProbe(port: number): Probe {
  return httpProbe(`http://127.0.0.1:${port}/health`)
}

/** How services send to the Zipkin on this port, and where people look at what they sent. */
export function zipkinBackEnd(port: number): TraceBackEnd {
  const uiUrl = `http://127.0.0.1:${port}/zipkin/`
  const linkTemplate = `${uiUrl}traces/{traceId}`
  return {
    uiUrl,
    linkTemplate,
    environment: {
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
      TRACE_LINK: linkTemplate,
    },
  }
}
