/** Just as much of JSON Schema as the chart's values need. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

/** An object that has these properties and no others, so that a misspelt one is refused. */
export function closed(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', additionalProperties: false, properties }
}

export function described(description: string, schema: JsonSchema): JsonSchema {
  return { description, ...schema }
}

export const text: JsonSchema = { type: 'string' }
export const answer: JsonSchema = { type: 'boolean' }
/** What Kubernetes itself looks at. */
export const openObject: JsonSchema = { type: 'object' }
export const openObjects: JsonSchema = { type: 'array', items: openObject }
export const texts: JsonSchema = { type: 'object', additionalProperties: text }

export function whole(minimum: number, maximum?: number): JsonSchema {
  return { type: 'integer', minimum, ...(maximum !== undefined && { maximum }) }
}

export function choice(...values: readonly string[]): JsonSchema {
  return { type: 'string', enum: values }
}
