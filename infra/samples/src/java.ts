import { readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import {
  cacheRoot,
  findJava,
  firstMavenError,
  mavenMissing,
  programOnPath,
  StackError,
} from '@calltrail/local'
import { execa, ExecaError } from 'execa'
import { sampleFolders } from './folders.ts'
import { provideOnce } from './provide-once.ts'
import type { ProvideOptions } from './provide-once.ts'

const pom = join(sampleFolders.java, 'pom.xml')
const sources = join(sampleFolders.java, 'src/main/java')
const need = { title: 'the sample in Java', wayOut: 'or run the sample in another language.' }

/**
 * The sample in Java, built.
 * @returns the JVM to run it on, and its class path
 * @throws {StackError} when there is no JDK or no Maven, or it cannot be built
 */
export async function provideJava(options: ProvideOptions): Promise<{ java: string; classPath: string }> {
  const { env, progress, signal } = options
  const java = await findJava(env, need)
  const files = readdirSync(sources).map((name) => join(sources, name))
  const folder = await provideOnce(
    { name: 'java', doing: 'builds the sample in Java', madeOf: { files: [pom, ...files], texts: [] } },
    options,
    async (folder) => {
      if ((await programOnPath('mvn', env)) === undefined) throw mavenMissing(need)
      progress?.step('Building the sample in Java (once)')
      // Kept, so that a change of the sample downloads nothing again.
      const repository = join(cacheRoot(env), 'samples', 'maven')
      const settings = [`-Dmaven.repo.local=${repository}`, `-Dtarget=${folder}`]
      try {
        await execa('mvn', ['-B', '-ntp', '-f', pom, ...settings, 'process-classes'], {
          env,
          extendEnv: false,
          stdin: 'ignore',
          all: true,
          ...(signal && { cancelSignal: signal }),
        })
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof ExecaError)) throw error
        throw new StackError(
          `Maven could not build ${need.title}: ${firstMavenError(String(error.all))}\n` +
            'Check the network and the proxy or mirror in ~/.m2/settings.xml, and that the Java is a JDK.',
          { cause: error },
        )
      }
    },
  )
  return {
    java: java.command,
    classPath: [join(folder, 'classes'), join(folder, 'dependency', '*')].join(delimiter),
  }
}
