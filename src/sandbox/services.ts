/** Every service of the simulated AWS, by its name in the credential scope. */
import type { ServiceDefinition } from './service.ts'
import { iam } from './services/iam/service.ts'
import { identityStore } from './services/identity-store.ts'
import { organizations } from './services/organizations.ts'
import { ssoAdmin } from './services/sso-admin/service.ts'
import { sts } from './services/sts.ts'

export const services: ReadonlyMap<string, ServiceDefinition> = new Map(
  [iam, identityStore, organizations, ssoAdmin, sts].map((service) => [service.signingName, service]),
)
