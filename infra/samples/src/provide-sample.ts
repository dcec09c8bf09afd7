import { join } from 'node:path'
import { sampleFolders } from './folders.ts'
import { provideJava } from './java.ts'
import type { ProvideOptions } from './provide-once.ts'
import { providePython } from './python.ts'

export const sampleLanguages = ['typescript', 'python', 'java'] as const
export type SampleLanguage = (typeof sampleLanguages)[number]

/** How a sample is started; its variables come on top. */
export interface SampleCommand {
  readonly command: string
  readonly args: readonly string[]
}

/**
 * Provides what a sample needs: the packages of Python in a virtual environment, the classes of Java. Some ten seconds once, nothing later.
 * @throws {StackError} that says what is missing, and what to do
 */
export async function provideSample(
  language: SampleLanguage,
  options: ProvideOptions,
): Promise<SampleCommand> {
  switch (language) {
    case 'typescript':
      return {
        command: process.execPath,
        args: [join(sampleFolders.typescript, 'src/main.ts'), sampleFolders.schema],
      }
    case 'python':
      return {
        command: await providePython(options),
        args: [join(sampleFolders.python, 'print_calls.py'), sampleFolders.schema],
      }
    case 'java': {
      const { java, classPath } = await provideJava(options)
      return {
        command: java,
        args: ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'PrintCalls', sampleFolders.schema],
      }
    }
  }
}
