/** Values as a field of an org takes them, by the type that it describes. */
import { shorten } from '@calltrail/runtime'
import type { FieldDescription } from '@calltrail/runtime'
import { z } from 'zod'
import { dayIn, isoTime } from '../domain/calendar-day.ts'
import type { Kind, Value } from './variables.ts'

export interface TextLimits {
  /** Most characters. */
  readonly length: number
  readonly whole: boolean
}

/** The value to write; null when the field cannot hold it, and is better left as it is. */
export type Convert = (value: Value, limits: TextLimits, timeZone: string) => Value | null

/** The kinds of values that a type of field can hold, and how. */
interface FieldType {
  readonly holds: readonly Kind[]
  readonly convert: Convert
}

const anything: readonly Kind[] = ['text', 'time', 'number', 'boolean']
const text: FieldType = { holds: anything, convert: cut }
/** In part it would be of no use, or of a bad one. */
const wholeText: FieldType = {
  holds: anything,
  convert: (value, limits) => cut(value, { ...limits, whole: true }),
}
const decimal: FieldType = { holds: ['text', 'number'], convert: numberOf }
const whole: FieldType = { holds: ['text', 'number'], convert: wholeNumberOf }

/** Those that are missing, such as geolocations, cannot be mapped. */
const fieldTypes: Readonly<Record<string, FieldType>> = {
  string: text,
  textarea: text,
  encryptedstring: text,
  combobox: text,
  phone: wholeText,
  url: wholeText,
  email: wholeText,
  picklist: wholeText,
  multipicklist: wholeText,
  reference: { holds: ['text'], convert: (value, limits) => cut(value, { ...limits, whole: true }) },
  boolean: { holds: ['text', 'boolean'], convert: booleanOf },
  int: whole,
  long: whole,
  double: decimal,
  currency: decimal,
  percent: decimal,
  date: { holds: ['text', 'time'], convert: (value, _, timeZone) => dayOf(value, timeZone) },
  datetime: { holds: ['text', 'time'], convert: timeOf },
}

export function fieldTypeOf({ type }: FieldDescription): FieldType | null {
  return Object.hasOwn(fieldTypes, type) ? fieldTypes[type]! : null
}

function cut(value: Value, { length, whole: isWhole }: TextLimits): string | null {
  const string = String(value)
  if (string.length <= length) return string
  return isWhole ? null : shorten(string, length)
}

function booleanOf(value: Value): boolean | null {
  if (typeof value === 'boolean') return value
  const word = String(value).trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

function numberOf(value: Value): number | null {
  if (typeof value === 'boolean') return null
  const number = typeof value === 'number' ? value : Number(value.trim() || Number.NaN)
  return Number.isFinite(number) ? number : null
}

const largestInt = 2_147_483_647

function wholeNumberOf(value: Value): number | null {
  const number = numberOf(value)
  return number === null || Math.abs(number) > largestInt ? null : Math.round(number)
}

function dayOf(value: Value, timeZone: string): string | null {
  const time = epochOf(value)
  if (time === null) return null
  return isoDay.safeParse(value).data ?? dayIn(timeZone, time)
}

function timeOf(value: Value): string | null {
  const time = epochOf(value)
  return time === null ? null : isoTime(time)
}

const isoDay = z.iso.date()
const isoDayOrTime = z.union([isoDay, z.iso.datetime({ offset: true })])
const firstTime = Date.UTC(1700, 0, 2)
const lastTime = Date.UTC(4000, 11, 30)

/** Of texts only ISO-8601, of times only those that Salesforce has. */
function epochOf(value: Value): number | null {
  const time = Date.parse(isoDayOrTime.safeParse(value).data ?? '')
  return time >= firstTime && time <= lastTime ? time : null
}
