/**
 * `npm run audit:check`: whether a package that runs in production has an advisory that nobody has looked at.
 */
import process from 'node:process'
import { readJson } from '../repository.ts'
import { AcceptanceError, readAcceptances } from './acceptance.ts'
import { AuditError, auditProduction } from './npm-audit.ts'
import { judge } from './verdict.ts'

try {
  const acceptances = readAcceptances(readJson('infra/supply-chain/accepted-advisories.json'))
  const today = new Date().toISOString().slice(0, 10)
  const { problems, notes } = judge(await auditProduction(), acceptances, today)
  for (const note of notes) console.log(`- ${note}`)
  for (const problem of problems) console.error(`✗ ${problem}`)
  if (problems.length === 0)
    console.log('No package of production has a high or critical advisory that was not looked at.')
  else process.exitCode = 1
} catch (error) {
  if (error instanceof AuditError) {
    console.error(
      `Nothing was checked, for the npm registry did not answer the audit: ${error.message}\n` +
        'Try again later, or ask another registry: npm_config_registry=<its address> npm run audit:check',
    )
  } else if (error instanceof AcceptanceError) console.error(error.message)
  else throw error
  process.exitCode = 1
}
