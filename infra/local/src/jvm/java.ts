import { join } from 'node:path'
import { execa } from 'execa'
import { StackError } from '../stack-error.ts'
import type { Need } from './needs.ts'

export interface Java {
  /** The command to run. */
  readonly command: string
  /** What `java -version` prints: equal for the same JVM only. */
  readonly version: string
}

const oldestMajor = 17

/** @throws StackError when there is none, or it is too old for Kafka 4 and Zipkin 3. */
export async function findJava(env: NodeJS.ProcessEnv, { title, wayOut }: Need): Promise<Java> {
  const command = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java'
  const { stderr, failed, code } = await execa(command, ['-version'], {
    env,
    extendEnv: false,
    reject: false,
  })
  if (failed) {
    const place = env['JAVA_HOME'] ? `JAVA_HOME (${env['JAVA_HOME']})` : 'PATH'
    const finding =
      code === 'ENOENT' ? `${place} has none` : `the one of ${place} does not run (${firstLine(stderr)})`
    throw new StackError(
      `Java ${oldestMajor} or newer is needed to run ${title} here, and ${finding}: install a JDK, ${wayOut}`,
    )
  }
  const major = javaMajor(stderr)
  if (major !== undefined && major < oldestMajor) {
    throw new StackError(
      `Java ${oldestMajor} or newer is needed to run ${title} here, but ${command} is Java ${major}: install a newer ` +
        `JDK or point JAVA_HOME to one, ${wayOut}`,
    )
  }
  return { command, version: stderr }
}

/** The major version in the output of `java -version`; before Java 9 it was the second number. */
export function javaMajor(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output)
  return match ? Number(match[1]) : undefined
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line !== '' && !line.startsWith('Picked up ')) ?? 'it says nothing'
}

/** Says how to get Maven, which is needed once, for the download. */
export function mavenMissing({ title, wayOut }: Need): StackError {
  return new StackError(`Maven is needed once, to download ${title}: install it, ${wayOut}`)
}
