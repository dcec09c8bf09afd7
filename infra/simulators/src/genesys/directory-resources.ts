import type { FastifyInstance } from 'fastify'
import { queryOf } from '../control/request.ts'
import type { Directory, DirectoryEntry, GenesysUser } from './directory.ts'
import { errorBody, notFound } from './errors.ts'

const HOME_DIVISION = {
  id: 'division-home',
  name: 'Home',
  selfUri: '/api/v2/authorization/divisions/division-home',
}
const DEFAULT_PAGE_SIZE = 25

/** `GET /api/v2/users`, `/routing/queues` and `/routing/wrapupcodes`: lists, which take `id` several times, and single entries. */
export function installDirectory(app: FastifyInstance, directory: Directory): void {
  app.get('/api/v2/users', (request) => {
    const query = queryOf(request)
    const users = [...directory.users.values()].filter((user) => isInState(user, query.get('state')))
    return listing('/api/v2/users', chosen(users, query), query, showUser)
  })
  app.get<{ Params: { id: string } }>('/api/v2/users/:id', (request, reply) => {
    const user = directory.users.get(request.params.id)
    if (user && isInState(user, queryOf(request).get('state'))) return reply.send(showUser(user))
    return reply.code(404).send(errorBody(notFound(request.params.id)))
  })
  installEntries(app, '/api/v2/routing/queues', directory.queues, { memberCount: 5 })
  installEntries(app, '/api/v2/routing/wrapupcodes', directory.wrapUpCodes, {})
}

function installEntries(
  app: FastifyInstance,
  path: string,
  entries: ReadonlyMap<string, DirectoryEntry>,
  more: Readonly<Record<string, unknown>>,
): void {
  const show = ({ id, name }: DirectoryEntry) => ({
    id,
    name,
    division: HOME_DIVISION,
    ...more,
    selfUri: `${path}/${id}`,
  })
  app.get(path, (request) => {
    const query = queryOf(request)
    return listing(path, chosen([...entries.values()], query), query, show)
  })
  app.get<{ Params: { id: string } }>(`${path}/:id`, (request, reply) => {
    const entry = entries.get(request.params.id)
    return entry ? reply.send(show(entry)) : reply.code(404).send(errorBody(notFound(request.params.id)))
  })
}

/** Only active users, unless another state, or any, is asked for. */
function isInState(user: GenesysUser, state: string | null): boolean {
  return state === 'any' || user.state === (state ?? 'active')
}

function showUser(user: GenesysUser): unknown {
  return {
    ...user,
    division: HOME_DIVISION,
    chat: { jabberId: `${user.id}@calltrail.orgspan.com` },
    username: user.email,
    version: 1,
    acdAutoAnswer: false,
    selfUri: `/api/v2/users/${user.id}`,
  }
}

function chosen<Entry extends DirectoryEntry>(entries: readonly Entry[], query: URLSearchParams): Entry[] {
  const ids = idsOf(query)
  return entries.filter(({ id }) => ids.length === 0 || ids.includes(id))
}

/** The SDK repeats the parameter; a comma does as well. */
export function idsOf(query: URLSearchParams): string[] {
  return query
    .getAll('id')
    .flatMap((ids) => ids.split(','))
    .filter((id) => id !== '')
}

function listing<Entry>(
  path: string,
  entries: readonly Entry[],
  query: URLSearchParams,
  show: (entry: Entry) => unknown,
): unknown {
  const pageSize = Number(query.get('pageSize') ?? DEFAULT_PAGE_SIZE)
  const pageNumber = Number(query.get('pageNumber') ?? 1)
  const pageCount = Math.ceil(entries.length / pageSize)
  const page = (number: number) => `${path}?pageSize=${pageSize}&pageNumber=${number}`
  return {
    entities: entries.slice((pageNumber - 1) * pageSize, pageNumber * pageSize).map(show),
    pageSize,
    pageNumber,
    total: entries.length,
    firstUri: page(1),
    lastUri: page(Math.max(1, pageCount)),
    selfUri: page(pageNumber),
    ...(pageNumber < pageCount && { nextUri: page(pageNumber + 1) }),
    pageCount,
  }
}
