/**
 * The published face of the policy engine: everything `bailiwick/engine` exports, and nothing else. No I/O, no clock, no
 * randomness; runs in a browser as it does in Node.js. With examples: docs/guides/engine.md.
 */

/* ------------------------------------------------------------------ names and results */

export type { Principal, PrincipalKind } from './core/arn/principal.ts'
export { parsePrincipal } from './core/arn/principal.ts'
export type { AccountId, Arn } from './core/ids.ts'
export { parseAccountId, parseArn } from './core/ids.ts'
export type { Result } from './core/result.ts'

/* ------------------------------------------------------------------ the action catalogue */

export type { AccessLevel, Catalogue, CatalogueAction, CatalogueResourceType } from './core/catalogue.ts'
export { accessLevels } from './core/catalogue.ts'
export { readCatalogue } from './core/read-catalogue.ts'

/* ------------------------------------------------------------------ one request, one answer */

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

/* ------------------------------------------------------------------ what is wrong with a document */

export type { LintCode, LintRule, LintSeverity } from './core/policy/lint/codes.ts'
export { lintCodes } from './core/policy/lint/codes.ts'
export type { LintFinding } from './core/policy/lint/finding.ts'
export { lintPolicy } from './core/policy/lint/lint.ts'
export type { LintType } from './core/policy/lint/types.ts'
export { lintTypeNames } from './core/policy/lint/types.ts'

/* ------------------------------------------------------------------ from what AWS printed to a snapshot */

export { recognizeAndRead } from './core/imports/import-file.ts'
export type { ImportError, ImportedCell, ImportedFile, ImportOptions } from './core/imports/imported-file.ts'
export { snapshotOfExport } from './core/imports/snapshot-of-export.ts'
export type { AssembleInput } from './core/inventory/assemble.ts'
export { assemble } from './core/inventory/assemble.ts'
export type {
  AuthorizationDetails,
  AuthorizationOptions,
  AuthorizationReading,
  EntryProblem,
} from './core/inventory/authorization-details.ts'
export { readAuthorizationDetails } from './core/inventory/authorization-details.ts'
export type { CellTable } from './core/inventory/cell-table.ts'
export { packCells } from './core/inventory/cell-table.ts'
export type { CellKey, CellRegion, CellState, CellType, CoverageCell } from './core/inventory/coverage.ts'
export { cellTypes } from './core/inventory/coverage.ts'
export type {
  InlinePolicy,
  InventoryObject,
  Json,
  ObjectBodies,
  ObjectKind,
  ObjectOfKind,
  PolicyDocument,
  PolicyReading,
  PublicAccessBlock,
  ResourceBody,
  ResourceType,
  Tags,
} from './core/inventory/objects.ts'
export type {
  DirectoryAssignment,
  DirectoryGroup,
  DirectoryPermissionSet,
  DirectoryUser,
  KeyGrants,
  OrganizationPolicies,
  PolicyEntry,
  PolicyKind,
  PolicyLevel,
  Reading,
  Snapshot,
  SnapshotAccount,
  SnapshotDirectory,
  SnapshotGroup,
  SnapshotManagedPolicy,
  SnapshotPrincipal,
  SnapshotProvider,
  SnapshotResource,
} from './core/inventory/snapshot.ts'

/* ------------------------------------------------------------------ questions over a snapshot */

export type {
  Ability,
  AdminAnswer,
  AlsoNeeded,
  Answer,
  AnswerReadings,
  CanAnswer,
  CoverageGap,
  Holder,
  LayerStep,
  PersonRef,
  PrincipalSummary,
  PrincipalType,
  Reason,
  ResourceSummary,
  WhatCanAnswer,
  WhoCanAnswer,
  WouldChange,
} from './core/access/answers.ts'
export type { AccessIndex, CanQuestion, PolicyView as IndexedPolicy } from './core/access/build-index.ts'
export { buildIndex } from './core/access/build-index.ts'
export type {
  AccessChange,
  AdminChange,
  Change,
  DiffAnswer,
  DiffScope,
  PersonChange,
} from './core/access/change/change.ts'
export type { Escalation, PathsAnswer, PathsQuestion } from './core/access/paths/path-answer.ts'
export type { AccessFault } from './core/access/question.ts'
export type { Suggestion, SuggestionKind } from './core/access/suggest.ts'
