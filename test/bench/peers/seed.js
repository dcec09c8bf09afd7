/**
 * The straightforward way: an Express handler that does everything while Genesys waits for the answer. It looks the caller up in Salesforce
 * by the number as it was sent, asks Genesys for the recording, creates the Task by a call of its own, and updates the contact. What follows
 * from that is left as it is: nothing remembers a call that was already logged, so a webhook that is sent again makes another Task; a call
 * is given up after three attempts; an unknown caller is answered 200 and forgotten.
 *
 * Only what would keep it from logging any call at all is mended:
 * - `Contact.LastActivityDate` is not written. It is read-only: Salesforce refuses the whole update, and every call would be answered 500
 *   after its Task was made. Salesforce sets it by itself from the Task.
 * - The tokens are fetched at the start with client credentials, where a fixed one was read from the environment.
 * - The signature is that of the body as it came. Taken of the parsed one, none would ever be right. Without a secret none is asked for.
 * - A recording is expected as a redirect (307) also where a time limit is set: without that, the limit's version downloads the audio.
 * Connections are kept open, as it is good practice, and the addresses come from the environment.
 */
import { createHmac } from 'node:crypto'
import { Agent } from 'node:http'
import { env } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { create } from 'axios'
import express from 'express'
import { announce } from './announce.js'

const {
  SALESFORCE_URL: salesforceUrl,
  SALESFORCE_CLIENT_ID: salesforceClientId = 'calltrail-salesforce-client',
  SALESFORCE_CLIENT_SECRET: salesforceClientSecret = 'calltrail-salesforce-secret',
  GENESYS_URL: genesysUrl,
  GENESYS_CLIENT_ID: genesysClientId = 'calltrail-genesys-client',
  GENESYS_CLIENT_SECRET: genesysClientSecret = 'calltrail-genesys-secret',
  GENESYS_WEBHOOK_SECRET: webhookSecret,
} = env

const longestRecordingMs = 3_000
const mostAttempts = 3

const connections = { httpAgent: new Agent({ keepAlive: true }) }
const salesforce = await client(`${salesforceUrl}/services/data/v57.0`, {
  tokenUrl: `${salesforceUrl}/services/oauth2/token`,
  username: salesforceClientId,
  password: salesforceClientSecret,
})
const genesys = await client(`${genesysUrl}/api/v2`, {
  tokenUrl: `${genesysUrl}/oauth/token`,
  username: genesysClientId,
  password: genesysClientSecret,
})

async function client(baseURL, { tokenUrl, ...auth }) {
  const form = new URLSearchParams({ grant_type: 'client_credentials' })
  const { data } = await create(connections).post(tokenUrl, form, { auth })
  return create({ ...connections, baseURL, headers: { Authorization: `Bearer ${data.access_token}` } })
}

const app = express()
app.use(express.json({ verify: (request, _response, raw) => (request.rawBody = raw) }))

app.post('/webhook/call-ended', (request, response) => {
  if (webhookSecret && !isSigned(request)) {
    console.log('webhook signature verification failed')
    return response.status(401).json({ error: 'Unauthorized' })
  }
  return logCall(request.body, response)
})

async function logCall(call, response) {
  console.log(`call ended: ${call.conversationId}, ${call.durationSeconds} s`)
  try {
    const contact = await findContact(call.callerId)
    if (!contact) {
      console.log(`no contact for the caller of ${call.conversationId}`)
      return response.status(200).json({ message: 'Contact not found' })
    }
    const recordingUrl = call.recordingId ? await findRecordingUrl(call.recordingId) : null
    const { id } = await createTaskWithRetry(taskOf(call, contact, recordingUrl))
    console.log(`task created: ${id}`)
    await salesforce.patch(`/sobjects/Contact/${contact.Id}`, {
      Last_Call_Date__c: new Date().toISOString(),
      Last_Call_Duration__c: call.durationSeconds,
    })
    return response.status(200).json({ taskId: id })
  } catch (error) {
    console.log(`failed to log ${call.conversationId}: ${error.message}`)
    return response.status(500).json({ error: error.message })
  }
}

function isSigned({ headers, rawBody }) {
  const timestamp = headers['x-genesys-webhook-timestamp']
  const signature = headers['x-genesys-webhook-signature']
  if (!timestamp || !signature) return false
  const expected = createHmac('sha256', webhookSecret).update(`${timestamp}.`).update(rawBody)
  return expected.digest('base64') === signature
}

async function findContact(phone) {
  const where = `Phone = '${phone}' OR MobilePhone = '${phone}'`
  const q = `SELECT Id, Name, AccountId, Email FROM Contact WHERE ${where} LIMIT 1`
  const { data } = await salesforce.get('/query', { params: { q } })
  return data.records[0] ?? null
}

/** The presigned address that Genesys redirects to, or null when that takes too long. */
async function findRecordingUrl(recordingId) {
  try {
    const { headers } = await genesys.get(`/recordings/${recordingId}/media`, {
      timeout: longestRecordingMs,
      maxRedirects: 0,
      validateStatus: (status) => status === 307,
    })
    return headers.location ?? null
  } catch (error) {
    if (error.code === 'ECONNABORTED') return null
    throw error
  }
}

function taskOf(call, contact, recordingUrl) {
  const lines = [
    `Inbound Call from ${call.callerId}`,
    `Duration: ${Math.floor(call.durationSeconds / 60)} minutes`,
    `Agent: ${call.agentName}`,
    `Queue: ${call.queueName}`,
    `Start: ${call.startTime}`,
    `End: ${call.endTime}`,
    ...(recordingUrl ? [`Recording: ${recordingUrl}`] : []),
  ]
  return {
    Subject: `Call with ${contact.Name}`,
    Description: lines.join('\n'),
    WhoId: contact.Id,
    WhatId: contact.AccountId,
    ActivityDate: new Date().toISOString().slice(0, 10),
    CallDurationInSeconds: call.durationSeconds,
    CallType: 'Inbound',
    Status: 'Completed',
    Type: 'Call',
  }
}

/** Tries again after one second, and two. */
async function createTaskWithRetry(task) {
  for (let attempt = 1; ; attempt++) {
    try {
      const { data } = await salesforce.post('/sobjects/Task', task)
      return data
    } catch (error) {
      if (attempt === mostAttempts) throw error
      await sleep(1_000 * 2 ** (attempt - 1))
    }
  }
}

const server = app.listen(0, '127.0.0.1', () => announce(`http://127.0.0.1:${server.address().port}`))
