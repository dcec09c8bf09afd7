import { endedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import { resolutionOf } from '../../domain/resolution.ts'
import { openDeadLetter } from '../../testing/dead-letters.ts'
import type { Decoded } from '../../ports/payload-codec.ts'
import { shownDeadLetter } from './shown-dead-letter.ts'
import { storyText } from './story-text.ts'

const now = Date.parse('2026-03-14T12:00:00Z')
const call = endedCall({ attributes: { notes: 'a clinic called' } })
const payload: Decoded = { kind: 'payload', payload: { ...call } }
const poison: Decoded = { kind: 'undecodable', reason: 'not in the registry’s wire format' }

interface Case {
  readonly changes?: Parameters<typeof openDeadLetter>[1]
  readonly decoded?: Decoded
  readonly reveal?: boolean
}

function shown({ changes, decoded = payload, reveal = false }: Case) {
  return shownDeadLetter({ ...openDeadLetter(117, changes), resolution: undefined }, decoded, reveal)
}
const story = (dead: Case) => storyText(shown(dead), now)

describe('the story of a dead letter', () => {
  it('says what happened, what it means and where to look further', () => {
    expect(story({}).split('\n').slice(0, 11)).toEqual([
      'Dead letter  enricher-0-117',
      'State        open',
      'Event        conversation-117:agent-1',
      'Reason       SALESFORCE_ROW_LOCKED: UNABLE_TO_LOCK_ROW',
      'Meaning      Two writers below one account or contact. Goes away by itself.',
      'Failed       2026-03-14 10:00:00Z (2 h ago) after 4 attempts, first 2026-03-14 09:48:00Z',
      'Came from    calls.ended.v1, partition 7, offset 42',
      'Replays      0',
      'Trace        0af7651916cd43dd8448eb211c80319c',
      'Key          conversation-117',
      '',
    ])
  })

  it('hides personal data unless it is to be revealed, and says which it is', () => {
    const changes = { key: Buffer.from('+15551234567'), headers: { caller: '+15551234567' } }
    const hidden = story({ changes })
    for (const text of ['5551234567', '18001234567', 'Agent Smith', 'clinic'])
      expect(hidden).not.toContain(text)
    expect(hidden).toContain('Key          [personal data hidden]')
    expect(hidden).toContain("Payload (personal data hidden; '--reveal' shows it)")
    expect(hidden).toContain('"queueName": "Support Queue"')

    const revealed = story({ changes, reveal: true })
    for (const text of ['+18001234567', 'Agent Smith', 'a clinic called']) expect(revealed).toContain(text)
    expect(revealed).toContain('Key          +15551234567')
    expect(revealed).toContain('Payload (with personal data)')
  })

  it('of poison has its size and the reason, and its bytes and key only when they are to be revealed', () => {
    const changes = { key: Buffer.from([0xff, 0x00]), value: Buffer.from('+15551234567') }
    const hidden = story({ changes, decoded: poison })
    expect(hidden).toContain(
      "Value: 12 bytes; not in the registry’s wire format. '--reveal' shows the first of them",
    )
    expect(hidden).toContain('Key          [2 bytes hidden]')
    expect(hidden).not.toContain('5551234567')
    const revealed = story({ changes, decoded: poison, reveal: true })
    expect(revealed).toContain('0000  2b 31 35 35')
    expect(revealed).toContain('Key          0xff00')
  })

  it('of a tombstone says so', () => {
    const changes = { key: null, value: null }
    expect(story({ changes, decoded: poison })).toContain('Value: no value (a tombstone); not in')
    expect(story({ changes, decoded: poison })).toContain('Key          (none)')
  })

  it('of which nothing is known says that', () => {
    const { record, deadLetter } = openDeadLetter(117)
    const bare = {
      ...deadLetter,
      code: undefined,
      message: undefined,
      eventId: undefined,
      origin: undefined,
      traceId: undefined,
    }
    const text = storyText(
      shownDeadLetter({ record, deadLetter: bare, resolution: undefined }, payload, false),
      now,
    )
    expect(text).toContain('Event        (unknown)')
    expect(text).toContain('Reason       (no code): (no message)')
    expect(text).toContain('Came from    (unknown)')
    expect(text).toContain('Trace        (none)')
  })

  it('that was replayed says by whom, when, why, and whether it was edited', () => {
    const open = openDeadLetter(117)
    const { value } = resolutionOf(open.deadLetter, {
      kind: 'replayed',
      at: now - 720_000,
      by: 'ann',
      reason: 'the org\nis back',
      edited: true,
    })
    expect(storyText(shownDeadLetter({ ...open, resolution: value }, payload, false), now)).toContain(
      String.raw`State        replayed with another payload by ann, 12 min ago, 2026-03-14 11:48:00Z: the org\u000ais back`,
    )
  })

  it('lets no stranger drive the terminal', () => {
    const changes = { headers: { ce_id: 'a\u001B[2J', 'calltrail-error-message': '\u0007' } }
    const decoded: Decoded = { kind: 'payload', payload: { ...call, queueName: '\u009B2J\u202E' } }
    expect(story({ changes, decoded })).not.toMatch(/[^\P{Cc}\n]|\u202E/u)
  })
})
