import type { Verb } from '../../verb.ts'
import { listVerb } from './list.ts'
import { replayVerb } from './replay.ts'
import { resolveVerb } from './resolve.ts'
import { showVerb } from './show.ts'

export const deadLettersVerb: Verb = (parent, run) => {
  const group = parent
    .command('dead-letters')
    .helpCommand(false)
    .summary('records that a stage has given up on: see them, replay them, resolve them')
    .description(
      'Records that a stage has given up on. One is open until it was replayed (its stage then tries it again) or resolved (it needs nothing more).',
    )
    .addHelpText(
      'after',
      `
A dead letter's handle is its stage, partition and offset: enricher-2-117. Its event id names it too.

Examples
  calltrail dead-letters list
  calltrail dead-letters show enricher-2-117
  calltrail dead-letters replay --stage sink --code SALESFORCE_ROW_LOCKED --dry-run
  calltrail dead-letters resolve enricher-2-117 --reason 'a test call'`,
    )
  for (const verb of [listVerb, showVerb, replayVerb, resolveVerb]) verb(group, run)
}
