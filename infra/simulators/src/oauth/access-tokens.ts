import { randomBytes } from 'node:crypto'
import type { SimulatorClock } from '../control/clock.ts'

/** The access tokens a server has issued. They live for a while, and can be revoked. */
export class AccessTokens {
  readonly #expiryByToken = new Map<string, number>()
  readonly #clock: SimulatorClock
  readonly lifetimeMs: number

  constructor(clock: SimulatorClock, lifetimeMs: number) {
    this.#clock = clock
    this.lifetimeMs = lifetimeMs
  }

  issue(prefix: string): string {
    const token = prefix + randomBytes(48).toString('base64url')
    this.#expiryByToken.set(token, this.#clock.now() + this.lifetimeMs)
    return token
  }

  isValid(token: string): boolean {
    const expiresAt = this.#expiryByToken.get(token)
    return expiresAt !== undefined && this.#clock.now() < expiresAt
  }

  revoke(token: string): boolean {
    return this.#expiryByToken.delete(token)
  }

  /** @returns how many were revoked. */
  revokeAll(): number {
    const count = this.#expiryByToken.size
    this.#expiryByToken.clear()
    return count
  }
}
