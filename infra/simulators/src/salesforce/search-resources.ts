import { z } from 'zod'
import { apiError } from './api-error.ts'
import { type ApiAnswer, answer, type Resource } from './rest-resource.ts'
import { MOST_SEARCH_RESULTS, parseSearch, type Search } from './sosl/parse-search.ts'
import { runSearch } from './sosl/run-search.ts'
import { parseTerms } from './sosl/search-terms.ts'

export const searchResources: readonly Resource[] = [
  {
    kind: 'search',
    method: 'GET',
    path: '/search',
    handle: (org, call) => {
      const sosl = call.query.get('q')
      if (sosl === null || sosl.trim() === '') throw apiError(400, 'MALFORMED_SEARCH', 'No search term found')
      return found(runSearch(org, parseSearch(sosl), call.basePath))
    },
  },
  {
    kind: 'search',
    method: 'POST',
    path: '/parameterizedSearch',
    handle: (org, call) => found(runSearch(org, readParameters(call.body), call.basePath)),
  },
]

const parametersSchema = z.object({
  q: z.string().min(1),
  in: z.enum(['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR']).default('ALL'),
  fields: z.array(z.string()).default(['Id']),
  sobjects: z
    .array(
      z.object({
        name: z.string(),
        fields: z.array(z.string()).optional(),
        where: z.string().optional(),
        limit: z.int().positive().optional(),
      }),
    )
    .default([]),
  overallLimit: z.int().positive().max(MOST_SEARCH_RESULTS).default(MOST_SEARCH_RESULTS),
})

function readParameters(body: unknown): Search {
  const result = parametersSchema.safeParse(body)
  if (!result.success) throw apiError(400, 'JSON_PARSER_ERROR', z.prettifyError(result.error))
  const { q, in: group, fields, sobjects, overallLimit } = result.data
  return {
    terms: parseTerms(q),
    group,
    limit: overallLimit,
    returning: sobjects.map((sobject) => ({
      object: sobject.name,
      fields: (sobject.fields ?? fields).join(', '),
      clauses: [sobject.where && `WHERE ${sobject.where}`, sobject.limit && `LIMIT ${sobject.limit}`]
        .filter(Boolean)
        .join(' '),
    })),
  }
}

function found(searchRecords: unknown[]): ApiAnswer {
  return answer(200, { searchRecords })
}
