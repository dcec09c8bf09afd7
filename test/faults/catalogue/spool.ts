/** Kafka is away, and the ingress's spool has no room either: what is not taken must be refused, and what was taken must not be lost. */
import { writeFile, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Fault } from '../harness/fault.ts'
import { answered } from '../harness/signs.ts'

const diskBytes = 16 * 1_024 * 1_024

const full: Fault = {
  name: 'spool-full',
  what: 'Kafka refuses connections for longer than a spool of 64 KiB lasts',
  isShort: true,
  mayRefuse: true,
  signs: [answered('spooled'), answered('503')],
  async during({ bench, hold }) {
    await bench.services.ingress.restartWith({ SPOOL_MAX_BYTES: '65536' })
    await bench.proxies.kafka.set({ kind: 'refuse' })
    await hold(20_000, 10_000)
    await bench.proxies.kafka.set({ kind: 'pass' })
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
    signs: [answered('spooled'), answered('503')],
    leftOut: whyNothingIsMounted,
    async during({ bench, hold }) {
      directory = await mountSmallDisk()
      await bench.services.ingress.restartWith({ SPOOL_DIRECTORY: join(directory, 'spool') })
      await bench.proxies.kafka.set({ kind: 'refuse' })
      await hold(5_000)
      const ballast = join(directory, 'ballast')
      await fillUp(ballast)
      await hold(8_000)
      await rm(ballast)
      await hold(4_000)
      await bench.proxies.kafka.set({ kind: 'pass' })
    },
    async afterwards({ services }) {
      await services.ingress.restartWith({})
      await unmount(directory)
    },
  }
}

async function mountSmallDisk(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-spool-'))
  try {
    await execa('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'calltrail-spool', directory])
    return directory
  } catch (error) {
    await rmdir(directory)
    throw error
  }
}

async function unmount(directory: string): Promise<void> {
  await execa('umount', [directory])
  await rmdir(directory)
}

/** Root alone is not enough: containers take the right away. */
async function whyNothingIsMounted(): Promise<string | undefined> {
  try {
    await unmount(await mountSmallDisk())
    return undefined
  } catch {
    return 'a file system cannot be mounted here, which takes root'
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

export const spoolFaults: readonly Fault[] = [full, diskFull()]
