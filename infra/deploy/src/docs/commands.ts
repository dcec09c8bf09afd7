/**
 * Finds commands of package.json that are not there, and options and verbs that they do not know.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { at, root, sources } from './lines.ts'
import type { Line } from './lines.ts'

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

/** `npm run -s stack -- --fresh`, up to the end of the code, a comment or the next command. */
const command = /\bnpm (?:run (?:-s |--silent )?([a-z][\w:-]*)|(start|test)\b)((?: [^`#|&\n]*)?)/g

/** Commands, verbs and options that are named and are not there, each with its file and line. */
export function unknownCommands(lines: readonly Line[]): string[] {
  return lines.flatMap((line, index) =>
    [...withRest(lines, index).matchAll(command)].flatMap((match) => {
      // What begins in the next line is found there.
      if (match.index >= line.text.length) return []
      const [, run, short, rest] = match
      const name = run ?? short!
      const script = scripts[name]
      if (script === undefined) return [at(line, `npm run ${name}`)]
      const args = / -- (.*)$/.exec(rest!)?.[1] ?? ''
      return [...unknownOptions(script, args), ...(name === 'calltrail' ? unknownVerbs(args) : [])].map(
        (word) => at(line, `npm run ${name} -- ${word}`),
      )
    }),
  )
}

/** A line, and what of the next ones belongs to it: after a backslash, or up to the end of code that is open. */
function withRest(lines: readonly Line[], index: number): string {
  const { path, text } = lines[index]!
  const next = lines[index + 1]?.path === path ? index + 1 : undefined
  if (next === undefined) return text
  if (text.endsWith('\\')) return text.slice(0, -1).trimEnd() + ' ' + withRest(lines, next).trimStart()
  const codeIsOpen = text.replaceAll('```', '').split('`').length % 2 === 0
  return codeIsOpen ? `${text} ${lines[next]!.text.replace(/^[\s*/#>]+/, '').split('`')[0]!}` : text
}

function unknownOptions(script: string, args: string): string[] {
  const options = [...args.matchAll(/(?<![\w-])--([a-z][\w-]*)/g)].map((match) => match[1]!)
  if (options.length === 0) return []
  const text = sourceOf(script)
  return options
    .filter((option) => option !== 'help' && !new RegExp(`--${option}(?![\\w-])`).test(text))
    .map((option) => `--${option}`)
}

const sourcesRead = new Map<string, string>()

/** What a command is made of: all that is in the folder of its main module. */
function sourceOf(script: string): string {
  const main = /^node (\S+)\/[\w.-]+$/.exec(script)?.[1]
  if (main === undefined) return ''
  const texts = () => sources(`${main}/**/*.ts`).map(({ text }) => text)
  const text = sourcesRead.get(main) ?? texts().join('\n')
  sourcesRead.set(main, text)
  return text
}

const verbsFolder = join(root, 'services/console/src/verbs')

function unknownVerbs(args: string): string[] {
  const [verb, ...words] = args
    .split(/\s+(?=-|<|…)|['",.;:]/)[0]!
    .trim()
    .split(' ')
  if (!verb || verb.startsWith('-')) return []
  const verbs = namesIn(verbsFolder)
  if (!verbs.includes(verb)) return [verb]
  const [second] = words
  return verb === 'dead-letters' && second && !namesIn(join(verbsFolder, verb)).includes(second)
    ? [`${verb} ${second}`]
    : []
}

function namesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => name.replace(/\.ts$/, ''))
}
