/**
 * How the Dockerfile says that an image is started, for whoever starts a process as its image would, or compares something with it.
 */
import { readFileSync } from 'node:fs'
import { DockerfileParser } from 'dockerfile-ast'

export interface ImageStart {
  /** In exec form: without a shell. */
  readonly command: readonly string[]
  readonly uid: number
  readonly gid: number
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /** The command, in exec form, that says by its exit code whether the container is healthy. */
  readonly healthCheck: readonly string[]
}

const dockerfile = new URL('../Dockerfile', import.meta.url)

/** @throws {Error} that names the instruction which the last stage lacks, or which is not in exec form or by number */
export function imageStart(text = readFileSync(dockerfile, 'utf8')): ImageStart {
  const parsed = DockerfileParser.parse(text)
  const lastStage = parsed.getFROMs().at(-1)?.getRange().start.line ?? 0
  const inLastStage = (instruction: { getRange(): { start: { line: number } } }) =>
    instruction.getRange().start.line > lastStage
  const content = (keyword: string) => {
    const instruction = parsed
      .getInstructions()
      .findLast((one) => one.getKeyword() === keyword && inLastStage(one))
    if (!instruction) throw new Error(`The last stage of the Dockerfile has no ${keyword}.`)
    return instruction.getArgumentsContent() ?? ''
  }
  const [, uid, gid] = /^(\d+):(\d+)$/.exec(content('USER')) ?? []
  if (uid === undefined) throw new Error('USER of the Dockerfile must be numbers, uid:gid.')
  return {
    command: execForm(content('ENTRYPOINT')),
    uid: Number(uid),
    gid: Number(gid),
    directory: content('WORKDIR'),
    environment: Object.fromEntries(
      parsed
        .getENVs()
        .filter(inLastStage)
        .flatMap((env) => env.getProperties())
        .map((property) => [property.getName(), property.getValue() ?? '']),
    ),
    healthCheck: execForm(content('HEALTHCHECK').replace(/^.*\bCMD\s+/s, '')),
  }
}

function execForm(content: string): string[] {
  if (!content.startsWith('['))
    throw new Error(`The image has no shell to run ${content}: write it in exec form.`)
  return JSON.parse(content) as string[]
}
