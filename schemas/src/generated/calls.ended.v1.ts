// Generated from avro/calls.ended.v1.avsc by `npm run generate`. Do not edit.

/**
 * PARTICIPANT: one participant's leg. CONVERSATION: the customer's side of the whole conversation, as Genesys Cloud's own events tell it, without agent, queue and wrap-up.
 */
export type Scope = "UNKNOWN" | "PARTICIPANT" | "CONVERSATION";

/**
 * Who called whom, seen from the contact centre. UNKNOWN is never written: it is what an older reader sees when a later version adds a direction.
 */
export type Direction = "UNKNOWN" | "INBOUND" | "OUTBOUND" | "INTERNAL";

/**
 * A phone call that ended in Genesys Cloud, as the ingress verified and accepted it. Key: conversationId.
 */
export interface CallEnded {
    /**
     * Identity of the event: conversationId + ':' + participantId, or conversationId alone when there is no participant. Equals the header ce_id and the Task's external id.
     */
    eventId: string;
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
     * How much of the conversation the event is about.
     *
     * Default: "PARTICIPANT"
     */
    scope: Scope;
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
}
