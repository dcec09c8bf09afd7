/**
 * For tests: the app with all doors open, a publisher that keeps what it is given, and what the app said about it.
 */
import type { CallEnded } from '@calltrail/schemas'
import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'
import { buildApp } from '../app.ts'
import type { AppDependencies } from '../app.ts'
import { openDoors } from '../doors.ts'
import { httpErrors } from '../http-errors.ts'
import type { HttpErrorName } from '../http-errors.ts'
import type { EventPublisher, PublishContext } from '../ports/event-publisher.ts'

export const now = Date.UTC(2026, 2, 14, 10, 11)
export const bodyLimitBytes = 4_096

export const doorSecrets = {
  webhookSecrets: ['secret'],
  webhookToleranceSeconds: 300,
  eventBridgeSecrets: ['retiring key of EventBridge', 'active key of EventBridge'],
  dataActionSecrets: ['retiring secret of the data action', 'active secret of the data action'],
}

export interface Published {
  readonly event: CallEnded
  readonly context: PublishContext
}

/** The app ends with the test. */
export function openApp(
  publish: EventPublisher['publish'] = async () => 'accepted',
  options: Partial<AppDependencies> = {},
) {
  const published: Published[] = []
  const ignored: { readonly door: string; readonly reason: string }[] = []
  const refused: { readonly door: string; readonly reason: string }[] = []
  const logLines: string[] = []
  const app = buildApp({
    log: pino({}, { write: (line: string) => void logLines.push(line) }),
    bodyLimitBytes,
    maxConnections: 10,
    doors: openDoors(doorSecrets),
    publisher: {
      publish(event, context) {
        published.push({ event, context })
        return publish(event, context)
      },
    },
    counts: {
      accepted() {},
      ignored: (door, reason) => void ignored.push({ door, reason }),
      refused: (door, reason) => void refused.push({ door, reason }),
      answered() {},
    },
    now: () => now,
    ...options,
  })
  onTestFinished(() => app.close())
  const log = () => logLines.join('')
  return { app, published, ignored, refused, log }
}

export function expectProblem(
  answer: { statusCode: number; headers: Record<string, unknown>; json: () => unknown },
  name: HttpErrorName,
) {
  const { status, title } = httpErrors[name]
  expect(answer.json()).toMatchObject({ type: `urn:calltrail:problem:${name}`, status, title })
  expect(answer.statusCode).toBe(status)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
}
