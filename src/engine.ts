/** The published face of the policy engine: everything `bailiwick/engine` exports, and nothing else. Runs in a browser too. */
export type { Principal, PrincipalKind } from './core/arn/principal.ts'
export { parsePrincipal } from './core/arn/principal.ts'
export type { AccessLevel, Catalogue, CatalogueAction, CatalogueResourceType } from './core/catalogue.ts'
export { accessLevels } from './core/catalogue.ts'
export type { ContextFacts } from './core/evaluate/context.ts'
export { contextOf } from './core/evaluate/context.ts'
export { createPolicyEngine } from './core/evaluate/engine.ts'
export type {
  AccessRequest,
  ApplicablePolicies,
  ContextValue,
  Decision,
  Evaluation,
  Flag,
  PolicyEngine,
  PolicyError,
  PolicyErrorCode,
  PolicyId,
  PolicyType,
  PolicyView,
  RequestContext,
  Residual,
  S3BlockPublicAccess,
  StatementRef,
} from './core/evaluate/types.ts'
export { conditionInWords } from './core/evaluate/words.ts'
export type { AccountId, Arn } from './core/ids.ts'
export { parseAccountId, parseArn } from './core/ids.ts'
export type { Result } from './core/result.ts'
