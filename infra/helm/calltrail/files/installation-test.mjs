// Asks each service for its health, and each open door what it does with an event that nobody signed. Nothing is written anywhere.
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

const unsigned = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }
for (const url of services) await expect(200, url)
for (const url of doors) await expect(401, url, unsigned)

for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1
