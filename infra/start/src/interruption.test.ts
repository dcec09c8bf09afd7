import { expect, it } from 'vitest'
import { Interrupted, interruption } from './interruption.ts'

function terminal() {
  const listeners = new Map<string, () => void>()
  const forced: number[] = []
  let now = 0
  const signal = interruption(
    (name, listener) => listeners.set(name, listener),
    (exitCode) => forced.push(exitCode),
    () => now,
  )
  return {
    signal,
    forced,
    send: (name: string) => listeners.get(name)?.(),
    advance: (ms: number) => (now += ms),
  }
}

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s asks for the end', (name) => {
  const { signal, forced, send } = terminal()
  expect(signal.aborted).toBe(false)
  send(name)
  expect(signal.reason).toBeInstanceOf(Interrupted)
  expect(forced).toEqual([])
})

it('a second one forces it', () => {
  const { forced, send, advance } = terminal()
  send('SIGINT')
  advance(1_000)
  send('SIGINT')
  expect(forced).toEqual([130])
})

it('the copy that npm passes on of the same Ctrl-C does not', () => {
  const { forced, send, advance } = terminal()
  send('SIGINT')
  advance(20)
  send('SIGINT')
  expect(forced).toEqual([])
})
