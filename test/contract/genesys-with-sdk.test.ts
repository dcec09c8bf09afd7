import { genesysSampleCredentials } from '@calltrail/simulators'
import { expect, test } from 'vitest'
import { connectSdk } from './genesys-session.ts'

async function connect(requestsPerMinute = 300) {
  const connected = await connectSdk({ requestsPerMinute })
  return { ...connected, recordings: new connected.sdk.RecordingApi() }
}

test('logs in with client credentials, and is refused with wrong ones', async () => {
  const { sdk } = await connect()
  const { clientId } = genesysSampleCredentials
  await expect(sdk.ApiClient.instance.loginClientCredentialsGrant(clientId, 'wrong')).rejects.toMatchObject({
    response: { status: 401 },
  })
})

test('gets a recording with its media address', async () => {
  const { recordings } = await connect()
  const options = { formatId: 'MP3' }
  expect(
    await recordings.getConversationRecording('conversation-111', 'recording-222', options),
  ).toMatchObject({
    status: 200,
    body: {
      id: 'recording-222',
      conversationId: 'conversation-111',
      mediaUris: { 0: { mediaUri: expect.stringMatching(/^https:.*\.mp3\?.*X-Amz-Expires=3600/) as string } },
    },
  })
})

test('is told to wait for a recording that is transcoded, until it is ready', async () => {
  const { genesys, recordings } = await connect()
  await genesys.control('PUT', '/recordings/recording-9', {
    conversationId: 'conversation-9',
    state: 'transcoding',
    availableAfterMs: 5_000,
  })
  expect(await recordings.getConversationRecording('conversation-9', 'recording-9')).toMatchObject({
    status: 202,
    body: { estimatedTranscodeTimeMs: 5_000 },
  })
  await genesys.control('POST', '/clock', { advanceMs: 5_000 })
  expect(await recordings.getConversationRecording('conversation-9', 'recording-9')).toMatchObject({
    status: 200,
    body: { mediaUris: { 0: {} } },
  })
})

test('lists the recordings of a conversation', async () => {
  const { recordings } = await connect()
  expect(await recordings.getConversationRecordings('conversation-111')).toMatchObject({
    body: [{ id: 'recording-222' }],
  })
})

test('describes the recordings of a conversation without their media', async () => {
  const { recordings } = await connect()
  const { body } = (await recordings.getConversationRecordingmetadata('conversation-blind-transfer')) as {
    body: unknown[]
  }
  expect(body).toMatchObject([
    { id: 'recording-blind-1', conversationId: 'conversation-blind-transfer', fileState: 'AVAILABLE' },
    { id: 'recording-blind-2' },
  ])
  expect(body[0]).not.toHaveProperty('mediaUris')
  expect(await recordings.getConversationRecordingmetadata('conversation-abandoned')).toMatchObject({
    body: [],
  })
})

test('reads a conversation with its participants', async () => {
  const { sdk } = await connect()
  expect(await new sdk.ConversationsApi().getConversation('conversation-111')).toMatchObject({
    body: {
      participants: [
        { purpose: 'customer' },
        { purpose: 'acd' },
        { purpose: 'agent', userId: 'user-agent-1', wrapup: { notes: 'Reset the router.' } },
      ],
    },
  })
})

test.each([
  ['a missing recording', 'recording-missing', 404, 'resource.not.found'],
  ['a recording of another conversation', 'recording-222', 404, 'resource.not.found'],
])('%s is not found', async (_what, recordingId, status, code) => {
  const { recordings } = await connect()
  await expect(
    recordings.getConversationRecording('conversation-missing', recordingId),
  ).rejects.toMatchObject({
    status,
    body: { status, code, contextId: expect.any(String) as string },
  })
})

test('a token that is no longer valid is refused', async () => {
  const { genesys, recordings } = await connect()
  await genesys.control('POST', '/tokens/revoke')
  await expect(recordings.getConversationRecordings('conversation-111')).rejects.toMatchObject({
    status: 401,
    body: { code: 'bad.credentials' },
  })
})

test('more requests a minute than allowed are refused', async () => {
  const { recordings } = await connect(2)
  await recordings.getConversationRecordings('conversation-111')
  await recordings.getConversationRecordings('conversation-111')
  await expect(recordings.getConversationRecordings('conversation-111')).rejects.toMatchObject({
    status: 429,
    headers: { 'inin-ratelimit-allowed': '2', 'inin-ratelimit-count': '3' },
    body: { code: 'too.many.requests.rate.limit.exceeded' },
  })
})
