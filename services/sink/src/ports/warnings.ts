/** Where a service tells people of what it can do without. */
export interface Warnings {
  warn(fields: object, message: string): void
}
