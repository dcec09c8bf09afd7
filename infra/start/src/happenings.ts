/**
 * What became of the samples, by what Kafka and Salesforce really hold.
 */
import { connectRegistry, headerText, openEventReader, soqlString } from '@calltrail/runtime'
import type { RegistryAddress, Salesforce } from '@calltrail/runtime'
import { callsEnriched, callsLogged } from '@calltrail/schemas'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import { eventIdOf } from '@calltrail/test/kit'
import type { DeadLetter, Happened, Sample, SalesforceRow, WatchedRecord } from '@calltrail/test/kit'
import type { SampleRun } from './run-samples.ts'

export interface Sources extends RegistryAddress {
  readonly records: readonly WatchedRecord[]
  readonly salesforce: Salesforce
  /** Whether the org is of this run alone. */
  readonly ownsOrg: boolean
  /** Whether Kafka has had calls of earlier runs. */
  readonly kafkaRemembers: boolean
}

export interface Happenings {
  /** In the order of the runs. */
  readonly happened: readonly Happened[]
  /** The trace of each, in the order of the runs; undefined where there is none. */
  readonly traceIds: readonly (string | undefined)[]
  /** Tasks in Salesforce that belong to no sample; undefined where others', or earlier ones, may be there, too. */
  readonly strayTasks: number | undefined
}

export async function collectHappenings(runs: readonly SampleRun[], sources: Sources): Promise<Happenings> {
  const samples = runs.map(({ sample }) => sample)
  const events = await readEvents(new Set(samples.flatMap((sample) => eventIdOf(sample) ?? [])), sources)
  const tasks = await readTasks(samples, sources)
  const contacts = await readContacts(tasks, sources.salesforce)
  const happened = runs.map(({ sample, answers }) => {
    const eventId = eventIdOf(sample)
    const ownTasks = tasks.filter((task) => task['Calltrail_Event_Id__c'] === eventId)
    return {
      answers,
      enriched: events.enriched.filter((event) => event.eventId === eventId),
      logged: events.logged.filter((event) => event.eventId === eventId),
      deadLetters: events.deadLetters.filter((letter) => letter.eventId === eventId),
      tasks: ownTasks,
      contact: contacts.get(String(ownTasks[0]?.['WhoId'])),
    }
  })
  // In an org of this run every Task must be one of ours, or of an earlier run whose call is followed up only now.
  const isOursAlone = sources.ownsOrg && !sources.kafkaRemembers
  const strayTasks = isOursAlone ? (await countTasks(sources.salesforce)) - tasks.length : undefined
  const traceIds = samples.map((sample) => traceIdOf(eventIdOf(sample), sources.records))
  return { happened, traceIds, strayTasks }
}

/** A record's header names the trace that it belongs to. */
function traceIdOf(eventId: string | undefined, records: Sources['records']): string | undefined {
  const found = records.find(({ message }) => headerText(message.headers, 'ce_id') === eventId)
  return headerText(found?.message.headers, 'traceparent')?.split('-')[1]
}

interface Events {
  readonly enriched: CallEnriched[]
  readonly logged: CallLogged[]
  readonly deadLetters: (DeadLetter & { readonly eventId: string })[]
}

/** A Kafka that is given may hold others' records too; those are left alone. */
async function readEvents(ids: ReadonlySet<string>, { records, ...address }: Sources): Promise<Events> {
  const registry = connectRegistry(address)
  const enrichedReader = openEventReader(registry, callsEnriched)
  const loggedReader = openEventReader(registry, callsLogged)
  const events: Events = { enriched: [], logged: [], deadLetters: [] }
  for (const { topic, message } of records) {
    const eventId = headerText(message.headers, 'ce_id')
    if (eventId === undefined || !ids.has(eventId)) continue
    if (topic === callsEnriched.name) events.enriched.push(await enrichedReader.decode(message.value))
    else if (topic === callsLogged.name) events.logged.push(await loggedReader.decode(message.value))
    else {
      const errorCode = headerText(message.headers, 'calltrail-error-code') ?? 'no reason given'
      events.deadLetters.push({ topic, errorCode, eventId })
    }
  }
  return events
}

/** What a Task is read back with, whichever samples there are. */
const taskFields = ['Id', 'Calltrail_Event_Id__c', 'WhoId', 'WhatId', 'Call_Recording_URL__c']

async function readTasks(
  samples: readonly Sample[],
  { salesforce, ownsOrg }: Sources,
): Promise<SalesforceRow[]> {
  const eventIds = samples.flatMap((sample) => eventIdOf(sample) ?? [])
  // In an org that we do not know, a field that only a sample asks for may be hidden.
  const asked = ownsOrg
    ? samples.flatMap(({ expect }) => (expect.becomes === 'logged' ? Object.keys(expect.task) : []))
    : []
  const fields = [...new Set([...taskFields, ...asked])].join(', ')
  return salesforce.query<SalesforceRow>(
    `SELECT ${fields} FROM Task WHERE Calltrail_Event_Id__c IN (${eventIds.map(soqlString).join(', ')})`,
  )
}

async function readContacts(
  tasks: readonly SalesforceRow[],
  salesforce: Salesforce,
): Promise<ReadonlyMap<string, SalesforceRow>> {
  const ids = [...new Set(tasks.flatMap(({ WhoId }) => (typeof WhoId === 'string' ? WhoId : [])))]
  if (ids.length === 0) return new Map()
  const rows = await salesforce.query<SalesforceRow>(
    `SELECT Id, Last_Call_Date__c FROM Contact WHERE Id IN (${ids.map(soqlString).join(', ')})`,
  )
  return new Map(rows.map((row) => [row.Id, row]))
}

async function countTasks(salesforce: Salesforce): Promise<number> {
  return (await salesforce.query('SELECT Id FROM Task')).length
}
