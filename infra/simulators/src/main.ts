import process from 'node:process'
import { ConfigError, loadConfig } from '@calltrail/runtime/config'
import fastify from 'fastify'
import { simulatorsConfig } from './config.ts'
import {
  genesysVariables,
  salesforceVariables,
  startGenesysSimulator,
  startSalesforceSimulator,
} from './index.ts'

// Heeded from the beginning: the first process of a container is not ended by a signal that it does not heed.
const stopped = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve)
  process.once('SIGTERM', resolve)
})

const { host, salesforcePort, genesysPort, healthPort } = configuration()

await using salesforce = await startSalesforceSimulator({ host, port: salesforcePort })
await using genesys = await startGenesysSimulator({ host, port: genesysPort })

const settings = { ...salesforceVariables(salesforce.url), ...genesysVariables(genesys.url) }

const lines = Object.entries(settings).map(([name, value]) => `export ${name}=${value}`)
process.stdout.write(`${lines.join('\n')}\n`)
process.stderr.write('Salesforce and Genesys are simulated at these addresses until Ctrl-C.\n')

await using health = fastify()
health.get('/health/ready', async () => ({ status: 'ready' }))
if (healthPort !== null) await health.listen({ host, port: healthPort })

await stopped

function configuration() {
  try {
    return loadConfig(simulatorsConfig, process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const problems = error.problems.map((problem) => `  - ${problem}\n`)
    process.stderr.write(`simulators cannot start:\n${problems.join('')}`)
    return process.exit(1)
  }
}
