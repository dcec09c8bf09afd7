import { callsLogged } from '@calltrail/schemas'
import type { Console } from '../../console.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import { openForgetDesk } from '../../forget/desk.ts'
import type { Verb } from '../../verb.ts'
import { addPersonOptions, personOf } from './options.ts'
import type { ForgetOptions } from './options.ts'
import { performErasure } from './perform-erasure.ts'

export const forgetVerb: Verb = (parent, run) => {
  addPersonOptions(parent.command('forget'))
    .summary('one person: what Kafka holds of them, until when, and its deletion')
    .description(
      'Finds every record that holds a person, in all topics of Calltrail, and deletes what can go without harm to anybody else: Kafka deletes no single record, only all of a partition below an offset.',
    )
    .option('--yes', 'delete without a question')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
A call is the person's as a whole: what names them in one topic makes every record of its conversation theirs, in all topics.

What stays for now, with its reason:
  records that a consumer group has not read yet, whoever's group it is, and those that a stage still has to do
  dead letters behind open ones of others; those of the person are resolved first, as forgotten
  records that tell that a call has arrived, for an hour (DEDUPE_WINDOW_SECONDS) and while calls are held up
  ${callsLogged.name}, which holds ids only, and with which reconciliation compares
Retention takes all of it in its time, which the table has. A reader that keeps its place elsewhere than in Kafka is not seen, nor is a
group that has committed nothing while it has no members, or uses Kafka's newer protocol.

Examples
  calltrail forget --phone +4915112345678                     what there is, and a question
  calltrail forget --phone +4915112345678 --linked --yes      also by the contact and the addresses of these calls
  calltrail forget --contact 003Sm0000JohnD1IQI --email john.doe@acme.example --json | jq .left

It reads KAFKA_BROKERS and SCHEMA_REGISTRY_URL. Without --yes, and with nobody there to ask, it only reports. docs/personal-data.md has
what else is to be done for a person who asks.

Exit codes: 0 nothing of them is left; 1 failed; 2 wrong usage; 3 nothing was found; 4 something is there, or left; 130 interrupted, by Ctrl-C or by a no.`,
    )
    .action((options: ForgetOptions) => run((console) => forget(console, options)))
}

async function forget(console: Console, options: ForgetOptions): Promise<ExitCode> {
  const given = personOf(options)
  await using desk = await openForgetDesk(console)
  return await performErasure(console, desk, { given, linked: options.linked ?? false }, options)
}
