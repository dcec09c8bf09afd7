// Generated from avro/calls.enriched.v1.avsc by `npm run generate`. Do not edit.

/**
 * Who called whom, seen from the contact centre. UNKNOWN is never written: it is what an older reader sees when a later version adds a direction.
 */
export type Direction = "UNKNOWN" | "INBOUND" | "OUTBOUND" | "INTERNAL";

/**
 * A Salesforce contact as it was when the call was enriched.
 */
export interface Contact {
    /**
     * Salesforce id, 18 characters.
     */
    id: string;
    /**
     * Full name.
     */
    name: string;
    /**
     * Salesforce id of the contact's account.
     *
     * Default: null
     */
    accountId: null | string;
    /**
     * E-mail address.
     *
     * Default: null
     */
    email: null | string;
}

/**
 * CONTACT_ID: by the attribute contact_id. PHONE: by the customer's number. NOT_FOUND: nobody has the number. NO_NUMBER: withheld or not a phone number. INTERNAL: no customer took part.
 */
export type ContactMatch = "UNKNOWN" | "CONTACT_ID" | "PHONE" | "NOT_FOUND" | "NO_NUMBER" | "INTERNAL";

/**
 * NOT_RECORDED: the call has no recording. AVAILABLE: recordingUrl is set. PENDING: Genesys did not have it in time. MISSING: Genesys does not know the recording.
 */
export type RecordingStatus = "UNKNOWN" | "NOT_RECORDED" | "AVAILABLE" | "PENDING" | "MISSING";

/**
 * An ended phone call with the customer's number, the Salesforce contact and the recording. Public. Key: contact id, else customer phone, else conversationId.
 */
export interface CallEnriched {
    /**
     * Identity of the event: conversationId + ':' + participantId, or conversationId alone when there is no participant. Equals the header ce_id.
     */
    eventId: string;
    /**
     * Order of the contents of an event, such as notes that came after the call: of two records with one eventId the one with the higher revision is the newer. Compare it, do not count with it. 0: from before revisions were told.
     *
     * Default: 0
     */
    revision: number;
    /**
     * Genesys conversation.
     */
    conversationId: string;
    /**
     * Genesys participant whose leg of the conversation this is.
     *
     * Default: null
     */
    participantId: null | string;
    /**
     * Direction of the call.
     */
    direction: Direction;
    /**
     * Number of the calling side as Genesys gave it; null when it gave none.
     *
     * Default: null
     */
    callerId: null | string;
    /**
     * Number of the called side as Genesys gave it; null when it gave none.
     *
     * Default: null
     */
    calleeId: null | string;
    /**
     * The customer's number in E.164 (the caller's when inbound, the called one's when outbound); null when it was withheld, is not a number, or the call is internal.
     *
     * Default: null
     */
    customerPhone: null | string;
    /**
     * The contact the call belongs to; null when none was found.
     *
     * Default: null
     */
    contact: null | Contact;
    /**
     * How the contact was found, or why not.
     */
    contactMatch: ContactMatch;
    /**
     * How many contacts had the customer's number; above 1 the match was a choice.
     *
     * Default: 0
     */
    contactCandidates: number;
    /**
     * Start of the call.
     */
    startedAt: number;
    /**
     * End of the call.
     */
    endedAt: number;
    /**
     * Length of the call in whole seconds.
     */
    durationSeconds: number;
    /**
     * Genesys recording, when the call was recorded.
     *
     * Default: null
     */
    recordingId: null | string;
    /**
     * Presigned address of the audio; it expires within hours.
     *
     * Default: null
     */
    recordingUrl: null | string;
    /**
     * What became of the recording.
     */
    recordingStatus: RecordingStatus;
    /**
     * Genesys user who handled the call.
     *
     * Default: null
     */
    agentId: null | string;
    /**
     * Name of the agent.
     *
     * Default: null
     */
    agentName: null | string;
    /**
     * Genesys queue.
     *
     * Default: null
     */
    queueId: null | string;
    /**
     * Name of the queue.
     *
     * Default: null
     */
    queueName: null | string;
    /**
     * Genesys interaction.
     *
     * Default: null
     */
    interactionId: null | string;
    /**
     * Participant attributes of the conversation, as text. Known keys: contact_id, account_id, customer_tier, notes.
     *
     * Default: {}
     */
    attributes: {
        [index: string]: string;
    };
    /**
     * When the ingress accepted the webhook.
     */
    receivedAt: number;
    /**
     * When the enricher finished.
     */
    enrichedAt: number;
}
