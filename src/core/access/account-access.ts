/**
 * AWS's account access manager gives people of Identity Center ordinary roles, without a permission set: it assumes a role whose
 * trust policy names it, for whoever has an entitlement to that role (Account Access API Reference, "Welcome"). Entitlements are not
 * read, so who comes in that way is not known (connection.md §8.2, identity.md §6.4).
 */
import type { CoverageGap } from './answers.ts'
import { shortResource, words } from './words.ts'

/** The service principal in trust policies. */
export const accountAccessManager = 'account-access.amazonaws.com'

export const entitlementsUnread = (account: string, roleArn: string): CoverageGap => ({
  account,
  service: 'account-access',
  reason: words.entitlementsUnread(shortResource(roleArn)),
})
