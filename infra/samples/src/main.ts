import { progressOn, StackError } from '@calltrail/local'
import { execa } from 'execa'
import { sampleAskedFor, usage } from './command-line.ts'
import { provideSample } from './provide-sample.ts'

try {
  const language = sampleAskedFor(process.argv.slice(2), process.env)
  if (language === 'help') {
    process.stdout.write(usage)
  } else {
    const progress = progressOn(process.stderr)
    const { command, args } = await provideSample(language, { env: process.env, progress })
    progress.end()
    // Ctrl-C is the sample's, which a terminal tells as well as us.
    process.on('SIGINT', () => undefined)
    process.exitCode = (await execa(command, args, { stdio: 'inherit', reject: false })).exitCode ?? 1
  }
} catch (error) {
  if (!(error instanceof StackError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
