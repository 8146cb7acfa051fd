/** Policies are hostile text; these bounds keep every step behind the parser small. Exceeding one is `LimitExceeded`. */
export const limits = {
  /** Characters of the document. AWS's own largest documents (KMS key policies) have 32 KiB. */
  documentSize: 1024 * 1024,
  statements: 5_000,
  /** Members of all lists and objects together. */
  entries: 100_000,
  /** Characters of one pattern, value or name. */
  textLength: 4_096,
  /** Values of one context key in a request; each is compared with each value of the policy. AWS's own lists (tags) end at 50. */
  contextValues: 1_000,
  /** Lists and objects inside each other; a statement needs six. */
  depth: 16,
  /** Nodes of a residual formula; a larger one collapses to the keys it depends on. */
  residualNodes: 512,
} as const
