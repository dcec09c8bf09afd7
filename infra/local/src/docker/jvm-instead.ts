/** What always works, for the end of a message. */
export const jvmInstead = 'set CALLTRAIL_STACK=jvm to run Kafka and the registry on the JVM'
