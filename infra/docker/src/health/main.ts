/**
 * The health check of the image, where it is `/app/health.ts`: exit code 0 when the service says that it is ready. A process that has no
 * health port is healthy for as long as it runs, which the engine knows by itself.
 */
import { readFileSync } from 'node:fs'
import { get } from 'node:http'

const timeoutMs = 2_000
const { runs } = JSON.parse(readFileSync(new URL('process.json', import.meta.url), 'utf8')) as {
  runs: string
}

if (runs === 'always') {
  const url = `http://127.0.0.1:${process.env['HEALTH_PORT']}/health/ready`
  const request = get(url, { timeout: timeoutMs }, (response) => {
    if (response.statusCode !== 200) tell(`is ${response.statusCode}`)
    response.resume()
  })
  request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)))
  request.on('error', ({ message }) => tell(message))

  // The engine keeps what is written, for whoever inspects the container.
  function tell(what: string): void {
    process.stdout.write(`${url}: ${what}\n`)
    process.exitCode = 1
  }
}
