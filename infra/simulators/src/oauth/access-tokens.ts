import { randomBytes } from 'node:crypto'
import type { SimulatorClock } from '../control/clock.ts'

/** The access tokens a server has issued. They live for a while, and can be revoked. */
export class AccessTokens {
  readonly #tokens = new Map<string, { readonly clientId: string; readonly expiresAtMs: number }>()
  readonly #clock: SimulatorClock
  readonly lifetimeMs: number

  constructor(clock: SimulatorClock, lifetimeMs: number) {
    this.#clock = clock
    this.lifetimeMs = lifetimeMs
  }

  /** @param clientId the OAuth client that it is for. */
  issue(prefix: string, clientId: string): string {
    const token = prefix + randomBytes(48).toString('base64url')
    this.#tokens.set(token, { clientId, expiresAtMs: this.#clock.now() + this.lifetimeMs })
    return token
  }

  isValid(token: string): boolean {
    return this.clientOf(token) !== undefined
  }

  /** The OAuth client of a valid token. */
  clientOf(token: string): string | undefined {
    const issued = this.#tokens.get(token)
    return issued && this.#clock.now() < issued.expiresAtMs ? issued.clientId : undefined
  }

  revoke(token: string): boolean {
    return this.#tokens.delete(token)
  }

  /** @returns how many were revoked. */
  revokeAll(): number {
    const count = this.#tokens.size
    this.#tokens.clear()
    return count
  }
}
