import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { sampleAskedFor } from './command-line.ts'
import { provideSample, sampleLanguages } from './provide-sample.ts'

const address = { KAFKA_BROKERS: '127.0.0.1:9092', SCHEMA_REGISTRY_URL: 'http://127.0.0.1:8081' }

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

/** An environment whose PATH has these programs, as shell scripts, and nothing else of use here. */
function environment(programs: Record<string, string>): NodeJS.ProcessEnv {
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return { PATH: folder, CALLTRAIL_CACHE_DIR: join(folder, 'cache') }
}

describe('the command line', () => {
  it.each(sampleLanguages)('takes %s', (language) => {
    expect(sampleAskedFor([language], address)).toBe(language)
  })

  it.each([[[]], [['ruby']], [['java', 'python']]])('says which samples there are: %j', (args: string[]) => {
    expect(() => sampleAskedFor(args, address)).toThrow(
      'Say which sample: npm run sample -- typescript | python | java',
    )
  })

  it('says where the addresses come from', () => {
    expect(() => sampleAskedFor(['java'], { KAFKA_BROKERS: 'x' })).toThrow(
      /^SCHEMA_REGISTRY_URL must be set\. Run 'npm start' in another terminal/,
    )
  })
})

describe('a sample whose tools are missing says in one sentence what to do', () => {
  it.each<[string, 'python' | 'java', Record<string, string>, string]>([
    [
      'no Python',
      'python',
      {},
      'Python 3.11 or newer is needed to run the sample in Python, and the PATH has no python3: install it, or run the sample in another language.',
    ],
    [
      'an old Python',
      'python',
      { python3: 'echo Python 3.9.2' },
      'Python 3.11 or newer is needed to run the sample in Python, and python3 is Python 3.9.2: install it, or run the sample in another language.',
    ],
    [
      'no Java',
      'java',
      {},
      'Java 17 or newer is needed to run the sample in Java here, and PATH has none: install a JDK, or run the sample in another language.',
    ],
    [
      'no Maven',
      'java',
      { java: `echo 'openjdk version "17.0.15"' >&2` },
      'Maven is needed once, to download the sample in Java: install it, or run the sample in another language.',
    ],
  ])('%s', async (_, language, programs, sentence) => {
    await expect(provideSample(language, { env: environment(programs) })).rejects.toThrow(sentence)
  })

  it('packages that cannot be installed', async () => {
    const python3 = '[ "$1" = --version ] && echo Python 3.11.7 || { echo "No module named venv"; exit 1; }'
    const env = environment({ python3 })
    await expect(provideSample('python', { env })).rejects.toThrow(
      /could not be installed: No module named venv\n.*python3-venv/,
    )
  })

  it('classes that cannot be built', async () => {
    const java = `echo 'openjdk version "17.0.15"' >&2`
    const env = environment({ java, mvn: 'echo "[ERROR] No compiler is provided"; exit 1' })
    await expect(provideSample('java', { env })).rejects.toThrow(
      /^Maven could not build the sample in Java: No compiler is provided\n/,
    )
  })
})
