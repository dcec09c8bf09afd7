/** Kafka is away, and the ingress's spool has no room either: what is not taken must be refused, and what was taken must not be lost. */
import { writeFile, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Fault, Scene } from '../harness/fault.ts'

const diskBytes = 16 * 1_024 * 1_024

const full: Fault = {
  name: 'spool-full',
  what: 'Kafka refuses connections for longer than a spool of 64 KiB lasts',
  mayRefuse: true,
  async during(scene) {
    const { bench, hold } = scene
    await bench.services.ingress.restartWith({ SPOOL_MAX_BYTES: '65536' })
    await bench.proxies.kafka.set({ kind: 'refuse' })
    await hold(20_000)
    await bench.proxies.kafka.set({ kind: 'pass' })
    expectSpooledAndRefused(scene)
  },
  afterwards: ({ services }) => services.ingress.restartWith({}),
}

/** On a file system of its own, which only root may mount. */
function diskFull(): Fault {
  let directory = ''
  return {
    name: 'spool-disk-full',
    what: 'Kafka refuses connections, and the disk that the spool is on is full for a while',
    mayRefuse: true,
    isPossible: () => process.getuid?.() === 0 && process.platform === 'linux',
    async during(scene) {
      const { bench, hold } = scene
      directory = await mkdtemp(join(tmpdir(), 'calltrail-spool-'))
      await execa('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'calltrail-spool', directory])
      await bench.services.ingress.restartWith({ SPOOL_DIRECTORY: join(directory, 'spool') })
      await bench.proxies.kafka.set({ kind: 'refuse' })
      await hold(5_000)
      const ballast = join(directory, 'ballast')
      await fillUp(ballast)
      await hold(8_000)
      await rm(ballast)
      await hold(4_000)
      await bench.proxies.kafka.set({ kind: 'pass' })
      expectSpooledAndRefused(scene)
    },
    async afterwards({ services }) {
      await services.ingress.restartWith({})
      await execa('umount', [directory])
      await rmdir(directory)
    },
  }
}

/** Writes until there is no room, small pieces at last. */
async function fillUp(file: string): Promise<void> {
  for (const size of [1_048_576, 4_096, 1]) {
    const piece = Buffer.alloc(size)
    try {
      for (;;) await writeFile(file, piece, { flag: 'a' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
}

function expectSpooledAndRefused({ sender, object }: Scene): void {
  if (!sender.answers.has('spooled')) object('no call was spooled')
  if (!sender.answers.has('503')) object('no webhook was answered 503, as if there always had been room')
}

export const spoolFaults: readonly Fault[] = [full, diskFull()]
