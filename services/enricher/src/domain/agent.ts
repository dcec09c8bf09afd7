/** A user of Genesys Cloud. */
export interface Agent {
  readonly name: string | null
  readonly email: string | null
}
