/** How a client may prove who it is. Which of them a deployment has is for whoever runs its Kafka to say. */
export const securitySchemes = {
  scramSha512: {
    type: 'scramSha512',
    description: 'User and password by SASL/SCRAM-SHA-512, over TLS.',
  },
  scramSha256: {
    type: 'scramSha256',
    description: 'User and password by SASL/SCRAM-SHA-256, over TLS.',
  },
  oauth: {
    type: 'oauth2',
    description:
      'A token of the company’s identity provider by SASL/OAUTHBEARER, over TLS. The address of its token endpoint is the deployment’s.',
    flows: {
      // AsyncAPI wants an address.
      clientCredentials: { tokenUrl: 'https://identity-provider.example/oauth2/token', availableScopes: {} },
    },
  },
  mutualTls: {
    type: 'X509',
    description: 'A client certificate (mutual TLS).',
  },
}
