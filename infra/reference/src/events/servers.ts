const secured = ['scramSha512', 'scramSha256', 'oauth', 'mutualTls']

/** Where the topics are. Addresses are the deployment's. */
export const servers = {
  kafka: {
    host: '{bootstrapServer}',
    protocol: 'kafka-secure',
    title: 'The company’s Kafka',
    description:
      'Ask whoever runs Calltrail for its address, that of the schema registry, and the right to read the topic with your consumer group.',
    variables: {
      bootstrapServer: { description: 'A broker, as host:port.', examples: ['kafka.example:9093'] },
    },
    security: secured.map((name) => ({ $ref: `#/components/securitySchemes/${name}` })),
  },
  local: {
    host: '127.0.0.1:{port}',
    protocol: 'kafka',
    title: 'On your own machine',
    description:
      '`npm start` in Calltrail’s repository brings up a Kafka and a schema registry, sends sample calls, and prints both addresses.',
    variables: {
      port: { default: '9092', description: 'Another one is taken where this is not free.' },
    },
  },
}
