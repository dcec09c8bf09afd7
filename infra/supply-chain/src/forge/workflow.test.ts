/**
 * The forge runs what README.md says, on the versions that it names. (actionlint reads the file itself: test/integration/workflow.test.ts.)
 */
import { globSync } from 'node:fs'
import { processes } from '@calltrail/deploy'
import { versions } from '@calltrail/deploy/versions'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readJson, readText, root } from '../repository.ts'

const text = readText('.github/workflows/ci.yml')

const step = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.boolean()])).default({}),
  env: z.record(z.string(), z.string()).default({}),
  run: z.string().optional(),
})
const job = z.looseObject({
  'timeout-minutes': z.number(),
  env: z.record(z.string(), z.string()).default({}),
  strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
  steps: z.array(step),
})
const workflow = z
  .looseObject({ permissions: z.record(z.string(), z.string()), jobs: z.record(z.string(), job) })
  .parse(parse(text))

const jobs = Object.entries(workflow.jobs)
const steps = jobs.flatMap(([, { steps: its }]) => its)
const commandsOf = (name: string): string[] => workflow.jobs[name]!.steps.flatMap(({ run }) => run ?? [])
const settings = (name: string): unknown[] => steps.flatMap((each) => each.with[name] ?? [])

describe('what the forge runs', () => {
  it.each(['without-docker', 'with-docker'])('%s: the commands that README.md begins with', (name) => {
    const readme = [...readText('README.md').matchAll(/```sh\n(npm (?:start|test))\n```/g)].map(
      (match) => match[1]!,
    )
    expect(readme.toSorted()).toEqual(['npm start', 'npm test'])
    for (const command of readme) {
      expect(commandsOf(name)).toContainEqual(
        expect.stringMatching(new RegExp(`^${command}( -- .*--exit)?$`)),
      )
    }
  })

  it('without Docker it is told to do without, with Docker it is told nothing: what answers is used', () => {
    expect(workflow.jobs['without-docker']!.env).toEqual({ CALLTRAIL_STACK: 'jvm' })
    expect(workflow.jobs['with-docker']!.env).toEqual({})
    expect(commandsOf('with-docker')).toContain('npm start -- --docker --exit')
  })

  it('every npm command is one of package.json', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(readJson('package.json'))
    const named = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/\bnpm (?:run )?([\w:]+)/g)].map((match) => match[1]!),
    )
    expect(named).toContain('audit:check')
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  it('what the containers said is kept when it fails: the file that npm start writes', () => {
    const kept = workflow.jobs['with-docker']!.steps.filter((each) => each.if === 'failure()')
    expect(kept.map((each) => each.with)).toMatchObject([
      { path: '.calltrail/start/containers.log', 'include-hidden-files': true },
    ])
  })

  it('an image is built of each process, and of the simulators', () => {
    const { service } = workflow.jobs['images']!.strategy!.matrix
    expect(new Set(service)).toEqual(new Set([...processes.map(({ name }) => name), 'simulators']))
  })

  it('every file that it names is there', () => {
    const paths = [...text.matchAll(/(?<![\w./-])(?:infra|schemas|test)\/[\w./*-]+/g)].map(([path]) => path)
    expect(paths.length).toBeGreaterThan(4)
    expect(paths.filter((path) => globSync(path, { cwd: root }).length === 0)).toEqual([])
  })
})

describe('what it runs on', () => {
  const [node, oldestNode] = versions['Node']!

  it('is Node as README.md names it: the oldest that sets Calltrail up, and the line that it runs on', () => {
    expect(new Set(settings('node-version'))).toEqual(new Set([oldestNode, node!.split('.')[0]]))
  })

  it('is the oldest Java and the oldest Python that will do', () => {
    expect(new Set(settings('java-version'))).toEqual(new Set(versions['Java']))
    expect(new Set(settings('python-version'))).toEqual(new Set(versions['Python']))
  })

  it('is the Go that every tool can be built with', () => {
    const files = new Set(settings('go-version-file'))
    const named = [...files].map((path) => /^go (\S+)$/m.exec(readText(String(path)))?.[1])
    expect(named).toEqual(versions['Go'])
  })
})

describe('what strangers cannot change:', () => {
  it('every action is pinned to a commit, and says which version that is', () => {
    const uses = text.match(/uses: .*/g)!
    expect(uses).toHaveLength(steps.filter((each) => each.uses !== undefined).length)
    expect(uses.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
      [],
    )
  })

  it('one version of an action has one commit', () => {
    const pins = new Set(text.match(/(?<=uses: ).*/g))
    expect(new Set([...pins].map((pin) => pin.split('@')[0])).size).toBe(pins.size)
  })

  it('it may read the code, and do nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(jobs.filter(([, each]) => 'permissions' in each).map(([name]) => name)).toEqual([])
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(checkouts.map((each) => each.with['persist-credentials'])).toEqual(jobs.map(() => false))
  })

  it('no command has an expression in it, which a branch’s name could fill', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([])
  })
})
