/** The Task's external id: it holds the event id, and is what makes any number of writes one Task. */
export const externalIdField = 'Calltrail_Event_Id__c'

/** An org may go without it; then an older revision that was retried may overwrite a newer one. */
export const revisionField = 'Calltrail_Revision__c'

/** The external id of a contact that Calltrail created for a stranger: the number in E.164. */
export const callerField = 'Calltrail_Caller__c'
