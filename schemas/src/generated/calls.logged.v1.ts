// Generated from avro/calls.logged.v1.avsc by `npm run generate`. Do not edit.

/**
 * CREATED: a new Task. UPDATED: the call's Task was there already and was written again. SKIPPED: no Task was written, see skipReason.
 */
export type LogResult = "UNKNOWN" | "CREATED" | "UPDATED" | "SKIPPED";

/**
 * What became of a call in Salesforce. Key: conversationId.
 */
export interface CallLogged {
    /**
     * Identity of the event, as in calls.enriched.v1. Equals the header ce_id.
     */
    eventId: string;
    /**
     * Genesys conversation.
     */
    conversationId: string;
    /**
     * Result of the write.
     */
    result: LogResult;
    /**
     * Why no Task was written: UNKNOWN_CALLER, NO_CUSTOMER_NUMBER, AMBIGUOUS_CONTACT or INTERNAL_CALL; TOO_SHORT, QUEUE_EXCLUDED or DIRECTION_EXCLUDED by the filters; or SUPERSEDED: the Task holds a newer revision of the event already. Null when one was written.
     *
     * Default: null
     */
    skipReason: null | string;
    /**
     * Salesforce id of the Task.
     *
     * Default: null
     */
    taskId: null | string;
    /**
     * Salesforce id of the contact the Task stands on.
     *
     * Default: null
     */
    contactId: null | string;
    /**
     * Salesforce id of the account the Task is related to.
     *
     * Default: null
     */
    accountId: null | string;
    /**
     * Salesforce id of the lead the Task stands on.
     *
     * Default: null
     */
    leadId: null | string;
    /**
     * Salesforce id of the user the Task was given to; null when that was left to Salesforce.
     *
     * Default: null
     */
    ownerId: null | string;
    /**
     * Fields of the Task that the org did not take, so that it was written without them.
     *
     * Default: []
     */
    omittedFields: string[];
    /**
     * Why the Task, which was there already, could not be brought up to date: an error code of Calltrail. Null when it was written.
     *
     * Default: null
     */
    taskError: null | string;
    /**
     * Why the contact's last call could not be written although the Task was: an error code of Calltrail. Null when it was written, was later already, or there is no contact.
     *
     * Default: null
     */
    contactError: null | string;
    /**
     * End of the call.
     */
    endedAt: number;
    /**
     * When the ingress accepted the webhook.
     */
    receivedAt: number;
    /**
     * When Salesforce had confirmed the write, or the call was skipped.
     */
    loggedAt: number;
}
