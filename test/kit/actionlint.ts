/**
 * Workflows of a forge, as actionlint reads them: the grammar, the expressions, the contexts and the events that GitHub has.
 */
import { provideGoTool } from '@calltrail/local'
import { execa } from 'execa'

/**
 * @param workflow the text of a file of .github/workflows
 * @returns a line for each thing that is wrong with it, such as `3:5: unexpected key "step" …`
 */
export async function lintWorkflow(workflow: string): Promise<string[]> {
  const program = await provideGoTool('actionlint', { env: process.env })
  const { stdout, stderr, exitCode } = await execa(program, ['-no-color', '-oneline', '-'], {
    input: workflow,
    reject: false,
  })
  // 0 and 1 say whether something was found; all else, that it could not look.
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`actionlint: ${stderr}`)
  return stdout.split('\n').flatMap((line) => /^<stdin>:(.*)$/.exec(line)?.[1] ?? [])
}
