/**
 * Where the schema registry is, and how it is spoken to.
 */
import { Agent, fetch } from 'undici'
import { httpUrl, key, text } from '../config.ts'
import { certificates, problemOfAuthorities } from '../pem.ts'

const usernameVariable = 'SCHEMA_REGISTRY_USERNAME'
const passwordVariable = 'SCHEMA_REGISTRY_PASSWORD'
const urlVariable = 'SCHEMA_REGISTRY_URL'

/** What is needed besides the address, where the registry is not open to everybody. */
export const registryAccessConfig = {
  schemaRegistryUsername: key<string | null>({
    env: usernameVariable,
    parse: text,
    fallback: null,
    requiredWith: passwordVariable,
    doc: 'User of the schema registry, or API key, where it asks for one (basic authentication).',
  }),
  schemaRegistryPassword: key<string | null>({
    env: passwordVariable,
    parse: text,
    fallback: null,
    requiredWith: usernameVariable,
    secret: true,
    doc: 'Password of the user of the schema registry.',
  }),
  schemaRegistryCa: key<string | null>({
    env: 'SCHEMA_REGISTRY_CA',
    parse: certificates,
    fallback: null,
    check: (pem, read) =>
      isPlain(read(urlVariable))
        ? `is set, but ${urlVariable} is an http address, where nobody shows a certificate`
        : problemOfAuthorities(pem),
    unshown: true,
    doc: 'Authorities (PEM) of whom one has issued the schema registry’s certificate. Default: those that Node trusts.',
  }),
}

export const registryConfig = {
  schemaRegistryUrl: key({
    env: urlVariable,
    parse: httpUrl,
    doc: 'Address of the schema registry’s Confluent API.',
  }),
  ...registryAccessConfig,
}

function isPlain(url: string | undefined): boolean {
  return url !== undefined && /^\s*http:/i.test(url)
}

export interface RegistryAccess {
  readonly schemaRegistryUsername?: string | null
  readonly schemaRegistryPassword?: string | null
  readonly schemaRegistryCa?: string | null
}

export interface RegistryAddress extends RegistryAccess {
  readonly schemaRegistryUrl: string
}

/** The user who logs in; undefined where nobody does. An address may name one, too. */
export function registryUser(
  address: RegistryAddress,
): { readonly username: string; readonly password: string } | undefined {
  const { schemaRegistryUsername: username, schemaRegistryPassword: password } = address
  if (username && password) return { username, password }
  const url = new URL(address.schemaRegistryUrl)
  if (url.username === '' && url.password === '') return undefined
  return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
}

/** The address without a user, as clients want it. */
export function registryBase({ schemaRegistryUrl }: RegistryAddress): string {
  const url = new URL(schemaRegistryUrl)
  url.username = ''
  url.password = ''
  return url.href.replace(/\/+$/, '')
}

/** For an https address. Said, for NODE_TLS_REJECT_UNAUTHORIZED=0 changes what is not. */
export function registryTls({ schemaRegistryCa: ca }: RegistryAccess) {
  return { rejectUnauthorized: true, ...(ca && { ca }) }
}

export type RegistryFetch = (path: string, init?: RequestInit) => Promise<Response>

/** `fetch` for paths of the registry, such as `/subjects`; headers as an object. */
export function registryFetch(address: RegistryAddress): RegistryFetch {
  const base = registryBase(address)
  const user = registryUser(address)
  const authorization = user && `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`
  const dispatcher = new Agent({ connect: registryTls(address) })
  return (path, { headers, ...init } = {}) =>
    fetch(`${base}${path}`, {
      ...(init as object),
      headers: { ...(headers as Record<string, string>), ...(authorization && { authorization }) },
      dispatcher,
    })
}
