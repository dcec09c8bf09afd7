import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './bench.ts'

/** What each replica wrote, since this was asked last. By `<service>-<number>`. */
export function takeServiceLogs({ services }: Bench): Map<string, readonly string[]> {
  return new Map(
    Object.values(services).flatMap(({ name, takeOutput }) =>
      [...takeOutput()].map(([index, lines]) => [`${name}-${index}`, lines] as const),
    ),
  )
}

export async function writeServiceLogs(
  directory: string,
  logs: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const [name, lines] of logs) {
    await writeFile(join(directory, `${name}.log`), lines.map((line) => `${line}\n`).join(''))
  }
}
