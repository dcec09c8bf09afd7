import process from 'node:process'
import {
  genesysVariables,
  salesforceVariables,
  startGenesysSimulator,
  startSalesforceSimulator,
} from './index.ts'

const DEFAULT_SALESFORCE_PORT = 4001
const DEFAULT_GENESYS_PORT = 4002

await using salesforce = await startSalesforceSimulator({
  port: portFrom('SALESFORCE_SIM_PORT', DEFAULT_SALESFORCE_PORT),
})
await using genesys = await startGenesysSimulator({
  port: portFrom('GENESYS_SIM_PORT', DEFAULT_GENESYS_PORT),
})

const settings = { ...salesforceVariables(salesforce.url), ...genesysVariables(genesys.url) }

const lines = Object.entries(settings).map(([name, value]) => `export ${name}=${value}`)
process.stdout.write(`${lines.join('\n')}\n`)
process.stderr.write('Salesforce and Genesys are simulated at these addresses until Ctrl-C.\n')

await new Promise<void>((resolve) => {
  process.once('SIGINT', resolve)
  process.once('SIGTERM', resolve)
})

function portFrom(variable: string, fallback: number): number {
  const text = process.env[variable]
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  process.stderr.write(`${variable} is to be a port number, not ${JSON.stringify(text)}.\n`)
  return process.exit(1)
}
