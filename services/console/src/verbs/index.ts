import type { Verb } from '../verb.ts'
import { deadLettersVerb } from './dead-letters/index.ts'

export const verbs: readonly Verb[] = [deadLettersVerb]
