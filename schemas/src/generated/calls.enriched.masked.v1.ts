// Generated from avro/calls.enriched.masked.v1.avsc by `npm run generate`. Do not edit.

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
     * Pseudonym of this: Full name.
     */
    name: string;
    /**
     * Salesforce id of the contact's account.
     *
     * Default: null
     */
    accountId: null | string;
    /**
     * Pseudonym of this: E-mail address.
     *
     * Default: null
     */
    email: null | string;
    /**
     * Whether the contact is a person account's: accountId is then the person's own.
     *
     * Default: false
     */
    isPersonAccount: boolean;
}

/**
 * A Salesforce lead as it was when the call was enriched.
 */
export interface Lead {
    /**
     * Salesforce id, 18 characters.
     */
    id: string;
    /**
     * Pseudonym of this: Full name.
     */
    name: string;
    /**
     * Pseudonym of this: E-mail address.
     *
     * Default: null
     */
    email: null | string;
}

/**
 * CONTACT_ID: by the attribute contact_id. PHONE: by the customer's number. LEAD: a lead by the customer's number. AMBIGUOUS: several contacts have the number, and none was to be chosen. NOT_FOUND: nobody has the number. NO_NUMBER: withheld or not a phone number. INTERNAL: no customer took part.
 */
export type ContactMatch = "UNKNOWN" | "CONTACT_ID" | "PHONE" | "NOT_FOUND" | "NO_NUMBER" | "INTERNAL" | "LEAD" | "AMBIGUOUS";

/**
 * NOT_RECORDED: the call has no recording. AVAILABLE: recordingUrl of the enriched event leads to it. PENDING: Genesys did not have it in time. MISSING: Genesys does not know the recording.
 */
export type RecordingStatus = "UNKNOWN" | "NOT_RECORDED" | "AVAILABLE" | "PENDING" | "MISSING";

/**
 * COMPLETED: an agent spoke with the customer. ABANDONED: the conversation ended without an agent.
 */
export type CallOutcome = "UNKNOWN" | "COMPLETED" | "ABANDONED";

/**
 * An event of calls.enriched.v1 for those who may not see people: numbers, names and addresses are pseudonyms, free text and the address of the audio are left out. Public. Key: contact id, else the pseudonym of the customer's phone, else conversationId.
 */
export interface CallEnrichedMasked {
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
     * Pseudonym of this: Number of the calling side as Genesys gave it; null when it gave none.
     *
     * Default: null
     */
    callerId: null | string;
    /**
     * Pseudonym of this: Number of the called side as Genesys gave it; null when it gave none.
     *
     * Default: null
     */
    calleeId: null | string;
    /**
     * Pseudonym of this: The customer's number in E.164 (the caller's when inbound, the called one's when outbound); null when it was withheld, is not a number, or the call is internal.
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
     * The lead the call belongs to; null unless no contact was found and leads are searched.
     *
     * Default: null
     */
    lead: null | Lead;
    /**
     * Salesforce id of the account the call belongs to: the contact's, or the one that all contacts with the number share when none of them was chosen.
     *
     * Default: null
     */
    accountId: null | string;
    /**
     * How the contact was found, or why not.
     */
    contactMatch: ContactMatch;
    /**
     * How many contacts, or leads, had the customer's number; above 1 the match was a choice.
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
     * Lasting address of the conversation in Genesys Cloud, where people who may hear the recording find it; null when the call has none.
     *
     * Default: null
     */
    recordingLink: null | string;
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
     * Pseudonym of this: Name of the agent.
     *
     * Default: null
     */
    agentName: null | string;
    /**
     * Pseudonym of this: E-mail address of the agent in Genesys Cloud; null when it is not known.
     *
     * Default: null
     */
    agentEmail: null | string;
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
     * Genesys id of the wrap-up code that the agent gave; null when none is known yet: it comes after the call, with a later revision.
     *
     * Default: null
     */
    wrapUpCode: null | string;
    /**
     * Name of the wrap-up code.
     *
     * Default: null
     */
    wrapUpName: null | string;
    /**
     * Whether the call went through the hands of several agents; null when the conversation's participants are not known.
     *
     * Default: null
     */
    transferred: null | boolean;
    /**
     * How the call ended, as far as it is known.
     *
     * Default: "UNKNOWN"
     */
    outcome: CallOutcome;
    /**
     * When the ingress accepted the webhook.
     */
    receivedAt: number;
    /**
     * When the enricher finished.
     */
    enrichedAt: number;
}
