import { rmSync, statSync, writeFileSync } from 'node:fs'

export interface DiskReserve {
  /** Runs `work` with the reserve's room free, and takes it back afterwards; as far as the disk lets it. Only what `work` throws is thrown. */
  lend(work: () => void): void
}

/**
 * A file that does nothing but take up room. On a full disk not even a removal can be written down, and a spool that is drained would stay
 * full: the reserve is the room for that.
 */
export function openDiskReserve(file: string, reserveBytes: number): DiskReserve {
  function take(): void {
    try {
      if (statSync(file, { throwIfNoEntry: false })?.size === reserveBytes) return
      writeFileSync(file, Buffer.alloc(reserveBytes))
    } catch {
      // No room just now: what is left of it is given back, and the next loan tries again.
      giveBack()
    }
  }

  function giveBack(): void {
    try {
      rmSync(file, { force: true })
    } catch {
      // A disk that has become read-only, say.
    }
  }

  take()
  return {
    lend(work) {
      giveBack()
      try {
        work()
      } finally {
        take()
      }
    },
  }
}
