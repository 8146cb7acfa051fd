/** Has the session of the credentials ended: AWS says so by a code, the SDK's providers by their words alone. */
import { isSessionEndCode } from '../core/session-end.ts'
import { type SdkErrorFacts, sdkErrorFacts } from './sdk-error.ts'

/**
 * Of `@aws-sdk/credential-provider-sso`, `-login` and `-process` and of `@aws-sdk/token-providers`. What is wrong with a profile they
 * word otherwise. `UnauthorizedException`: Identity Center does not know the token any more (Portal API Reference, GetRoleCredentials).
 */
const wordsOfProviders = /run '?aws sso login|reauthenticate|returned expired credentials|UnauthorizedException/i

const providerErrors: ReadonlySet<string> = new Set(['CredentialsProviderError', 'ProviderError'])

export const isProviderError = ({ name }: SdkErrorFacts): boolean => providerErrors.has(name)

/** Somebody has to sign in again before there are any credentials. */
export const isSignInEnd = (facts: SdkErrorFacts): boolean =>
  isProviderError(facts) && wordsOfProviders.test(facts.message)

export function isSessionEnd(error: unknown): boolean {
  const facts = sdkErrorFacts(error)
  return isSessionEndCode(facts.name) || isSignInEnd(facts)
}
