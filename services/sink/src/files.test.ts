import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@calltrail/runtime'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readMappingFile, readOwnersFile } from './files.ts'

function fileOf(content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-sink-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'file.json')
  writeFileSync(path, content)
  return path
}

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('the mapping file', () => {
  it('may be left out', () => {
    expect(readMappingFile(null).task.map(({ field }) => field)).toContain('Subject')
  })

  it('adds to the defaults', () => {
    const mapping = readMappingFile(fileOf('{"task": {"Region__c": {"value": "EMEA"}}}'))
    expect(mapping.task.map(({ field }) => field)).toEqual(expect.arrayContaining(['Subject', 'Region__c']))
  })

  it('that is wrong is told with the variable’s name and every problem', () => {
    const path = fileOf('{"task": {"A__c": {"from": "nothing"}, "B__c": {"from": "nowhere"}}}')
    const problems = problemsOf(() => readMappingFile(path))
    expect(problems).toHaveLength(2)
    for (const problem of problems) expect(problem).toContain(`SALESFORCE_FIELD_MAPPING ${path}: task.`)
  })

  it('that is not there is told with the variable’s name', () => {
    expect(problemsOf(() => readMappingFile('/nowhere/mapping.json'))).toEqual([
      'SALESFORCE_FIELD_MAPPING names a file that cannot be read: ENOENT (it is "/nowhere/mapping.json").',
    ])
  })
})

describe('the owners file', () => {
  it('may be left out', () => {
    expect(readOwnersFile(null)).toEqual(new Map())
  })

  it('is read in lower case', () => {
    expect(readOwnersFile(fileOf('{"Agent.Smith@Acme.example": "005Sm0000Smith1IQA"}'))).toEqual(
      new Map([['agent.smith@acme.example', '005Sm0000Smith1IQA']]),
    )
  })

  it.each([
    ['{"agent@acme.example": "003Sm0000JohnD1IQI", "other": 5}', 2],
    ['["005Sm0000Smith1IQA"]', 1],
    ['{', 1],
  ])('that is wrong is told with the variable’s name and every problem: %s', (content, count) => {
    const path = fileOf(content)
    const problems = problemsOf(() => readOwnersFile(path))
    expect(problems).toHaveLength(count)
    for (const problem of problems) expect(problem).toContain(`OWNER_MAPPING ${path}: `)
  })
})
