import { allTopics } from '@calltrail/schemas'
import { at } from './lines.ts'
import type { Line } from './lines.ts'

const topics = allTopics().map(({ name }) => name)

/** `calls.enriched.v1`, `calls.*.v1`, `calls.<stage>.retry.*`. Not the end of another name, such as `failed-calls.rules`. */
const topic = /(?<![\w./-])calls(?:\.(?:[\w-]+|\*(?!\*)|<[\w-]+>))+/g

/** What only begins like a topic: a file, a host. */
const otherName = /\.(?:ya?ml|json|md|ts|com|svc|local)$/

/** What else begins with a topic's name: its subject in the registry, the file of its schema. */
const beyond = /-value$|\.avsc$/

/** Topics that are named and are not there, each with its file and line. */
export function unknownTopics(lines: readonly Line[]): string[] {
  return lines.flatMap((line) =>
    [...line.text.matchAll(topic)]
      .map(([name]) => name)
      .filter((name) => !otherName.test(name))
      .filter((name) => !topics.some((each) => pattern(name.replace(beyond, '')).test(each)))
      .map((name) => at(line, name)),
  )
}

function pattern(name: string): RegExp {
  const parts = name.split('.').map((part) => (/^[*<]/.test(part) ? String.raw`[\w-]+` : part))
  return new RegExp(`^${parts.join(String.raw`\.`)}$`)
}
