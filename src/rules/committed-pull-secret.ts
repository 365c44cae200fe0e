import type { SecretRule } from './rule.ts'

/** Registry credentials that somebody could use, in git. */
export const committedPullSecret: SecretRule = {
  id: 'committed-pull-secret',
  subject: 'secret',
  severity: 'error',
  docs: {
    summary: 'Registry credentials are committed',
    why: 'Base64 is not encryption. Whoever can read the repository, its forks or its history can pull, and often push, what these credentials open; removing the line does not remove it from the history.',
    fix: 'Revoke the credentials at the registry first. Then keep the Secret out of Git, or commit it sealed (SealedSecret, SOPS, ExternalSecret).',
    references: [
      'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
      'https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets',
    ],
    examples: ['dockerconfigjson'],
    since: '0.1.0',
  },
  *check({ anyConfig, contentAt }) {
    if (!anyConfig || contentAt === null) return
    const hosts = [...anyConfig.credentials].flatMap(([host, likeness]) => (likeness === 'real' ? [`\`${host}\``] : []))
    if (hosts.length === 0) return
    yield {
      at: contentAt,
      message: `everyone who can read this repository can use the credentials for ${hosts.slice(0, 3).join(', ')}, because base64 hides nothing; revoke them, then keep the Secret out of Git`,
    }
  },
}
