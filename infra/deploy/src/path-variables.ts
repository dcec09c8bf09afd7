import { images } from './images.ts'

/** Whether a variable's value is the path of a file that the process reads: the code calls such a one `…Path`. */
export function isPath(name: string): boolean {
  return name.endsWith('Path')
}

/** Variables that name a file which a process reads, beside every `NAME_FILE`. */
export const pathVariables: ReadonlySet<string> = new Set(
  images.flatMap(({ config }) =>
    Object.entries(config).flatMap(([name, { env }]) => (isPath(name) ? [env] : [])),
  ),
)
