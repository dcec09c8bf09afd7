import { describe, expect, it } from 'vitest'
import { deployedFields, metadataFiles, nameOf, permissionSets, readMetadata } from './metadata.ts'

const typeBySuffix: Readonly<Record<string, string>> = {
  field: 'CustomField',
  permissionset: 'PermissionSet',
  eca: 'ExternalClientApplication',
  ecaOauth: 'ExtlClntAppOauthSettings',
  ecaGlblOauth: 'ExtlClntAppGlobalOauthSettings',
}

describe('every file', () => {
  it.each(metadataFiles())('is well-formed, and what its name says: %s', (path) => {
    const { type, content } = readMetadata(path)
    const suffix = /\.(\w+)-meta\.xml$/.exec(path)?.[1]
    expect(type).toBe(typeBySuffix[suffix!])
    if (type === 'CustomField') expect(content).toHaveProperty('fullName', nameOf(path))
  })

  it('of the external client app names the app, and holds no key of it', () => {
    const files = metadataFiles().filter((path) => path.includes('/extlClntApp'))
    expect(files).toHaveLength(2)
    for (const path of files) {
      const { content } = readMetadata(path)
      expect(content).toHaveProperty('externalClientApplication', 'Calltrail')
      expect(Object.keys(content as object).filter((name) => /^consumer(Key|Secret)$/.test(name))).toEqual([])
    }
  })
})

describe('every field', () => {
  const fields = [...deployedFields('Activity').values(), ...deployedFields('Contact').values()]

  it.each(fields)('tells what it is for: $fullName', ({ description, label }) => {
    expect(description.length).toBeGreaterThan(20)
    expect(label.length).toBeLessThanOrEqual(40)
  })

  it('of Activity is of a type that Activity has: it has no long text areas', () => {
    const types = new Set([...deployedFields('Activity').values()].map(({ type }) => type))
    expect([...types].filter((type) => /LongTextArea|Html/.test(type))).toEqual([])
  })
})

describe('the permission sets', () => {
  const sets = permissionSets()
  const objectsOf = (name: string) =>
    Object.fromEntries(
      sets
        .get(name)!
        .objectPermissions.map((permission) => [
          permission.object,
          (['allowRead', 'allowCreate', 'allowEdit', 'viewAllRecords'] as const).filter(
            (right) => permission[right],
          ),
        ]),
    )

  it('are these', () => {
    expect([...sets.keys()].toSorted()).toEqual([
      'Calltrail_Create_Contacts',
      'Calltrail_Integration',
      'Calltrail_Leads',
      'Calltrail_Person_Accounts',
      'Calltrail_View_All_Contacts',
      'Calltrail_Viewer',
    ])
  })

  it.each([...sets])('%s lets nothing be deleted, and nothing be changed that is not shared', (_, set) => {
    for (const { allowDelete, modifyAllRecords } of set.objectPermissions) {
      expect([allowDelete, modifyAllRecords]).toEqual([false, false])
    }
  })

  it.each([
    ['Calltrail_Integration', { Account: ['allowRead'], Contact: ['allowRead', 'allowEdit'] }],
    [
      'Calltrail_Create_Contacts',
      { Account: ['allowRead'], Contact: ['allowRead', 'allowCreate', 'allowEdit'] },
    ],
    ['Calltrail_Leads', { Lead: ['allowRead'] }],
    [
      'Calltrail_Person_Accounts',
      { Account: ['allowRead', 'allowEdit'], Contact: ['allowRead', 'allowEdit'] },
    ],
    [
      'Calltrail_View_All_Contacts',
      { Account: ['allowRead', 'viewAllRecords'], Contact: ['allowRead', 'viewAllRecords'] },
    ],
    ['Calltrail_Viewer', {}],
  ])('%s opens no more than it needs', (name, objects) => {
    expect(objectsOf(name)).toEqual(objects)
  })

  it('let the integration user work over the API and with Tasks, and nothing else', () => {
    const rights = [...sets].map(([name, { userPermissions }]) => [
      name,
      userPermissions.map((right) => right.name),
    ])
    expect(rights.filter(([, names]) => names!.length > 0)).toEqual([
      ['Calltrail_Integration', ['ActivitiesAccess', 'ApiEnabled', 'EditTask']],
    ])
  })

  it('that show people what was written let them change none of it', () => {
    const { fieldPermissions } = sets.get('Calltrail_Viewer')!
    expect(fieldPermissions.filter(({ editable }) => editable)).toEqual([])
    const technical = new Set(['Calltrail_Event_Id__c', 'Calltrail_Revision__c'])
    const shown = [
      ...[...deployedFields('Activity').keys()]
        .filter((name) => !technical.has(name))
        .map((name) => `Task.${name}`),
      'Contact.Last_Call_Date__c',
      'Contact.Last_Call_Duration__c',
    ]
    expect(fieldPermissions.map(({ field }) => field).toSorted()).toEqual(shown.toSorted())
  })
})
