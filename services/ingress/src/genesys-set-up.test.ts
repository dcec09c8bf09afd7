/**
 * The files that an administrator brings to Genesys Cloud and to AWS, held against the doors that they lead to.
 */
import { describe, expect, test } from 'vitest'
import { dataActionInput, eventBridgeEvent, genesysFile } from './testing/genesys-samples.ts'
import { openApp } from './testing/open-app.ts'

const conversationId = '3b0f6f0a-8d8e-4a43-9f0c-5d5a1f6b7c21'
const topic = 'v2.detail.events.conversation.{id}.customer.end'
const json = (path: string): unknown => JSON.parse(genesysFile(path))

describe('the data action', () => {
  const { name, config, contract } = json('data-action/action.json') as {
    name: string
    config: {
      request: Record<'requestUrlTemplate' | 'requestType' | 'requestTemplate', string> & {
        headers: Record<string, string>
      }
    }
    contract: { input: { inputSchema: { properties: object; required: string[] } } }
  }
  const inputs = Object.keys(contract.input.inputSchema.properties)

  /** What Genesys makes of the template, which is the input as it is. */
  function post(input: object) {
    const { requestUrlTemplate, requestType, headers, requestTemplate } = config.request
    expect(requestTemplate).toBe('${input.rawRequest}')
    return openApp().app.inject({
      method: requestType as 'POST',
      url: new URL(requestUrlTemplate).pathname,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          value.replace('${credentials.calltrailSecret}', 'active secret of the data action'),
        ]),
      ),
      payload: JSON.stringify(input),
    })
  }

  test('its request opens the door', async () => {
    const answer = await post(dataActionInput())
    expect(answer.json()).toEqual({ eventId: conversationId, status: 'accepted' })
    expect(answer.statusCode).toBe(202)
  })

  test('its contract has the sample’s members, and requires what the door requires', async () => {
    expect(inputs.toSorted()).toEqual(Object.keys(dataActionInput()).toSorted())
    const answer = await post({})
    const missing = answer.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field)
    expect(missing.toSorted()).toEqual(contract.input.inputSchema.required.toSorted())
  })

  test('the workflow takes each of them from the trigger, and hands it on to the action', () => {
    const workflow = genesysFile('data-action/workflow.yaml')
    const taken = [...workflow.matchAll(/name: Flow\.(\w+)/g)].map(([, name]) => name)
    const handedOn = [...workflow.matchAll(/(\w+):\n\s+exp: Flow\.(\w+)/g)].map(([, to, from]) => [to, from])
    expect(workflow).toMatch(new RegExp(`dataAction:\\n\\s+'?${name}'?:\\n`))
    expect(new Set(taken)).toEqual(new Set(inputs))
    expect(new Set(handedOn)).toEqual(new Set(inputs.map((name) => [name, name])))
  })

  test('the trigger starts a workflow at the end of a phone call', () => {
    expect(json('data-action/trigger.json')).toMatchObject({
      topicName: topic,
      target: { type: 'Workflow', workflowTargetSettings: { dataFormat: 'TopLevelPrimitives' } },
      matchCriteria: [{ jsonPath: 'mediaType', operator: 'Equal', value: dataActionInput()['mediaType'] }],
    })
  })
})

describe('the stack of EventBridge', () => {
  const { Resources } = json('eventbridge/template.json') as {
    Resources: {
      Connection: { Properties: { AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: string } } } }
      Destination: { Properties: { HttpMethod: string; InvocationEndpoint: { 'Fn::Sub': string } } }
      CallsEnded: { Properties: { EventPattern: Pattern } }
    }
  }
  const { Connection, Destination, CallsEnded } = Resources

  test('its request opens the door', async () => {
    const { HttpMethod, InvocationEndpoint } = Destination.Properties
    const answer = await openApp().app.inject({
      method: HttpMethod as 'POST',
      url: InvocationEndpoint['Fn::Sub'].replace('${IngressUrl}', ''),
      headers: {
        [Connection.Properties.AuthParameters.ApiKeyAuthParameters.ApiKeyName]: 'active key of EventBridge',
        'content-type': 'application/json; charset=utf-8',
      },
      payload: JSON.stringify(eventBridgeEvent()),
    })
    expect(answer.json()).toEqual({ eventId: conversationId, status: 'accepted' })
  })

  test('its rule lets the ends of phone calls through, and nothing else', () => {
    const { EventPattern } = CallsEnded.Properties
    const event = eventBridgeEvent()
    expect(matches(EventPattern, event)).toBe(true)
    expect(matches(EventPattern, { ...event, 'detail-type': topic.replace('{id}', conversationId) })).toBe(
      true,
    )
    expect(matches(EventPattern, { ...event, 'detail-type': topic.replace('.end', '.start') })).toBe(false)
    expect(matches(EventPattern, eventBridgeEvent({ mediaType: 'CHAT' }))).toBe(false)
    expect(matches(EventPattern, { ...event, source: 'aws.events' })).toBe(false)
  })
})

type Matcher = string | { readonly prefix: string } | { readonly wildcard: string }
interface Pattern {
  readonly [name: string]: Pattern | readonly Matcher[]
}

/** As much of EventBridge's patterns as the rule uses. */
function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = (event as Record<string, unknown>)[name]
    return Array.isArray(wanted)
      ? wanted.some((matcher: Matcher) => matchesValue(matcher, String(value)))
      : matches(wanted as Pattern, value)
  })
}

function matchesValue(matcher: Matcher, value: string): boolean {
  if (typeof matcher === 'string') return value === matcher
  if ('prefix' in matcher) return value.startsWith(matcher.prefix)
  const [start, end] = matcher.wildcard.split('*')
  return value.startsWith(start!) && value.endsWith(end!)
}
