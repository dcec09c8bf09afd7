import { join } from 'node:path'
import { programOnPath, StackError } from '@calltrail/local'
import { execa, ExecaError } from 'execa'
import { sampleFolders } from './folders.ts'
import { provideOnce } from './provide-once.ts'
import type { ProvideOptions } from './provide-once.ts'

const requirements = join(sampleFolders.python, 'requirements.txt')
/** What the packages in requirements.txt need. */
const oldest = [3, 11] as const

/**
 * A Python with the packages of the sample.
 * @returns the path of its interpreter
 * @throws {StackError} when there is no such Python, or the packages cannot be installed
 */
export async function providePython(options: ProvideOptions): Promise<string> {
  const { env, progress, signal } = options
  const version = await pythonVersion(env)
  const folder = await provideOnce(
    {
      name: 'python',
      doing: 'installs the packages of the sample in Python',
      madeOf: { files: [requirements], texts: [version] },
    },
    options,
    async (folder) => {
      progress?.step('Installing the packages of the sample in Python (once)')
      const settings = {
        env,
        extendEnv: false,
        stdin: 'ignore',
        all: true,
        ...(signal && { cancelSignal: signal }),
      } as const
      try {
        await execa('python3', ['-m', 'venv', folder], settings)
        const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
        await execa(interpreterIn(folder), pip, settings)
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof ExecaError)) throw error
        throw new StackError(
          `The packages of the sample in Python could not be installed: ${lastLine(String(error.all))}\n` +
            'Check the network and the index that pip is set up for; on Debian, python3-venv must be installed too.',
          { cause: error },
        )
      }
    },
  )
  return interpreterIn(folder)
}

function interpreterIn(folder: string): string {
  return join(folder, 'bin', 'python')
}

/** @returns what `python3 --version` says */
async function pythonVersion(env: NodeJS.ProcessEnv): Promise<string> {
  const needed = `Python ${oldest.join('.')} or newer is needed to run the sample in Python`
  const wayOut = 'install it, or run the sample in another language.'
  if ((await programOnPath('python3', env)) === undefined)
    throw new StackError(`${needed}, and the PATH has no python3: ${wayOut}`)
  const { stdout } = await execa('python3', ['--version'], { env, extendEnv: false, reject: false })
  const [major = 0, minor = 0] = stdout.match(/\d+/g)?.map(Number) ?? []
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw new StackError(`${needed}, and python3 is ${stdout || 'not running'}: ${wayOut}`)
  return stdout
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) || 'no output'
}
