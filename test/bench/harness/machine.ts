import { arch, cpus, release, totalmem, type } from 'node:os'

/** Where figures come from: without it they say nothing. */
export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memoryGib: number
  readonly system: string
  readonly node: string
}

export function thisMachine(): Machine {
  const cores = cpus()
  return {
    cores: cores.length,
    cpu: cores[0]?.model.trim() ?? 'unknown',
    memoryGib: Math.round(totalmem() / 1_024 ** 3),
    // What a distribution appends to the kernel's version says nothing.
    system: `${type()} ${/^[\d.]*/.exec(release())![0]} ${arch()}`,
    node: process.version,
  }
}

export function machineText({ cores, cpu, memoryGib, system, node }: Machine): string {
  return `${cores} cores, ${cpu}, ${memoryGib} GiB, ${system}, Node ${node}`
}
