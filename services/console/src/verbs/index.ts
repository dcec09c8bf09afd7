import type { Verb } from '../verb.ts'
import { deadLettersVerb } from './dead-letters/index.ts'
import { reconcileVerb } from './reconcile/index.ts'

export const verbs: readonly Verb[] = [deadLettersVerb, reconcileVerb]
