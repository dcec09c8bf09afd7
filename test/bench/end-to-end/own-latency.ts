/**
 * How long Salesforce itself takes for what a call needs at least: a look-up of the caller, and then the write of a Task. Asked by a client
 * that does nothing else, one after the other.
 */
import { randomUUID } from 'node:crypto'
import { openSalesforceSession } from '../drain/salesforce-session.ts'
import { quantile } from '../harness/statistics.ts'
import type { WatchedOrg } from './org.ts'

/** They find code that was never run, and connections that are not open yet. */
const firstPairs = 1
const countedPairs = 7

/**
 * @param phone a contact's
 * @returns half of the pairs take no longer than that, from the question until the Task is there
 * @throws {Error} when a request is refused
 */
export async function ownLatencyMs(org: WatchedOrg, phone: string, signal: AbortSignal): Promise<number> {
  const salesforce = await openSalesforceSession(org.url)
  const question = `SELECT Id, AccountId FROM Contact WHERE Phone = '${phone}' LIMIT 1`
  const pairs: { readonly askedAt: number; readonly taskId: string }[] = []
  for (let pair = 0; pair < firstPairs + countedPairs; pair++) {
    signal.throwIfAborted()
    const askedAt = Date.now()
    const [contact] = await salesforce.query<{ Id: string; AccountId: string }>(question)
    const task = { Subject: 'Call', Status: 'Completed', WhoId: contact!.Id, WhatId: contact!.AccountId }
    const path = `/sobjects/Task/Calltrail_Event_Id__c/own-latency-${randomUUID()}`
    const { id } = (await salesforce.send('PATCH', path, JSON.stringify(task))) as { readonly id: string }
    pairs.push({ askedAt, taskId: id })
  }
  const createdAt = await org.taskCreations()
  const waitsMs = pairs.slice(firstPairs).map(({ askedAt, taskId }) => createdAt[taskId]! - askedAt)
  return quantile(waitsMs, 0.5)
}
