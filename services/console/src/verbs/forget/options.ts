/**
 * How the command line says who is to be forgotten.
 */
import { conversationIdOf } from '@calltrail/schemas'
import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import { contactOf, emailOf } from '../../domain/person.ts'
import type { Person } from '../../domain/person.ts'
import { e164Of, isImpossibleNumber } from '../../domain/phone-spellings.ts'

export interface ForgetOptions {
  readonly phone?: readonly string[]
  readonly contact?: readonly string[]
  readonly email?: readonly string[]
  readonly conversation?: readonly string[]
  readonly linked?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export function addPersonOptions(command: Command): Command {
  return command
    .option(
      '--phone <number>',
      'a number with its country code, such as +4915112345678',
      several(e164Of, numberWords),
    )
    .option('--contact <id>', 'the Salesforce id of a contact or a lead', several(contactOf, contactWords))
    .option('--email <address>', 'an e-mail address', several(emailOf, emailWords))
    .option('--conversation <id>', 'a Genesys conversation of theirs', several(idOf, idWords))
    .option(
      '--linked',
      'also what the customer of these calls is known by: other numbers, contacts, addresses',
    )
}

const numberWords = (text: string) =>
  isImpossibleNumber(text)
    ? 'It has a country code, but too many or too few digits for a number of that country.'
    : 'It must be a number with a + and its country code: without one it is many people’s.'
const contactWords = () => 'It must be the id of a contact (003…) or a lead (00Q…), of 15 or 18 characters.'
const emailWords = () => 'It must be an e-mail address.'
const idWords = () => 'It must not be blank.'

/** @throws {ConsoleError} when nobody is named */
export function personOf({ phone = [], contact = [], email = [], conversation = [] }: ForgetOptions): Person {
  if ([phone, contact, email, conversation].every((given) => given.length === 0)) {
    const message = 'Say who: --phone, --contact, --email or --conversation, each as often as needed.'
    throw new ConsoleError(exitCodes.wrongUsage, message)
  }
  return {
    phones: new Set(phone),
    contacts: new Set(contact),
    emails: new Set(email),
    conversations: new Set(conversation),
  }
}

function idOf(text: string): string | undefined {
  return conversationIdOf(text.trim()) || undefined
}

/** An option that may be given again. What is given is read when it is, so that a mistake is said before anything is looked for. */
function several(read: (text: string) => string | undefined, words: (text: string) => string) {
  return (text: string, before: readonly string[] = []): readonly string[] => {
    const value = read(text)
    if (value === undefined) throw new InvalidArgumentError(words(text))
    return [...before, value]
  }
}
