/**
 * Who may do what in Kafka: the hand of whoever looks after it.
 */
import type { AccessRight } from '@calltrail/schemas'
import kafkajs from 'kafkajs'
import type { AclEntry, Admin, Kafka } from 'kafkajs'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs

/** One operation on one resource. */
export type Right = Pick<AccessRight, 'resource' | 'name' | 'pattern'> & {
  readonly operation: AccessRight['operations'][number]
}

export interface Rights extends AsyncDisposable {
  /** Resolves when the broker knows of it. */
  grant(user: string, rights: readonly Right[]): Promise<void>
  /** Resolves when the broker knows of it. @throws when the user has not all of them */
  revoke(user: string, rights: readonly Right[]): Promise<void>
}

/** Operation by operation. */
export function rightsIn(access: readonly AccessRight[]): Right[] {
  return access.flatMap(({ resource, name, pattern, operations }) =>
    operations.map((operation) => ({ resource, name, pattern, operation })),
  )
}

export async function openRights(kafka: Kafka): Promise<Rights> {
  const admin = kafka.admin()
  await admin.connect()

  async function untilKnown(user: string, rights: readonly Right[], granted: boolean): Promise<void> {
    for (;;) {
      const known = await countOf(admin, user, rights)
      if (known === (granted ? rights.length : 0)) return
    }
  }

  return {
    async grant(user, rights) {
      await admin.createAcls({ acl: rights.map((right) => aclOf(user, right)) })
      await untilKnown(user, rights, true)
    },
    async revoke(user, rights) {
      const { filterResponses } = await admin.deleteAcls({
        filters: rights.map((right) => aclOf(user, right)),
      })
      const deleted = filterResponses.flatMap(({ matchingAcls }) => matchingAcls)
      if (deleted.length !== rights.length)
        throw new Error(`${user} has ${deleted.length} of the ${rights.length} rights that are to be revoked`)
      await untilKnown(user, rights, false)
    },
    [Symbol.asyncDispose]: () => admin.disconnect(),
  }
}

/** How many of these rights the broker knows of. */
async function countOf(admin: Admin, user: string, rights: readonly Right[]): Promise<number> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    principal: `User:${user}`,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  })
  const known = new Set(
    resources.flatMap(({ acls, resourceType, resourceName, resourcePatternType }) =>
      acls.map(({ operation }) => [resourceType, resourceName, resourcePatternType, operation].join()),
    ),
  )
  return rights
    .map((right) => aclOf(user, right))
    .filter(({ resourceType, resourceName, resourcePatternType, operation }) =>
      known.has([resourceType, resourceName, resourcePatternType, operation].join()),
    ).length
}

function aclOf(user: string, { resource, name, pattern, operation }: Right): AclEntry {
  return {
    resourceType: resourceTypes[resource],
    resourceName: name,
    resourcePatternType:
      pattern === 'prefixed' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal: `User:${user}`,
    host: '*',
    operation: AclOperationTypes[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }
}

const resourceTypes = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
} as const satisfies Record<Right['resource'], number>
