import type { Verb } from '../verb.ts'
import { callVerb } from './call/index.ts'
import { deadLettersVerb } from './dead-letters/index.ts'
import { forgetVerb } from './forget/index.ts'
import { healthVerb } from './health/index.ts'
import { reconcileVerb } from './reconcile/index.ts'

export const verbs: readonly Verb[] = [healthVerb, callVerb, deadLettersVerb, reconcileVerb, forgetVerb]
