// Asks each pod of each service for its health, and each open door what it does with an event that nobody signed. Nothing is written anywhere.
import { lookup } from 'node:dns/promises'

const { services, doors } = JSON.parse(process.argv[1])
const problems = []

async function expect(status, url, request) {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) })
    const body = await response.text()
    if (response.status === status) console.log(`${url}: ${status}`)
    else problems.push(`${url} answered ${response.status} instead of ${status}: ${body}`)
  } catch (error) {
    problems.push(`${url} does not answer: ${error.cause?.code ?? error.cause?.message ?? error.message}`)
  }
}

/** A service without an address of its own has those of all its pods. */
async function podsAt(url) {
  const { protocol, hostname, port, pathname } = new URL(url)
  try {
    const found = await lookup(hostname, { all: true })
    return found.map(({ address, family }) => `${protocol}//${family === 6 ? `[${address}]` : address}:${port}${pathname}`)
  } catch (error) {
    problems.push(`${url} has no pods: ${error.code}`)
    return []
  }
}

const unsigned = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
for (const url of services) for (const pod of await podsAt(url)) await expect(200, pod)
for (const url of doors) await expect(401, url, unsigned)

for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1
