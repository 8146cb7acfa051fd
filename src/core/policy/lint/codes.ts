/**
 * Everything the lint can say, in one table: the findings take severity, effect and remedy from it, and
 * `docs/reference/lint.md` is generated from it. A code is stable; its words are not.
 */

/** `error`: AWS refuses it, or it certainly does something else than it says. `warning`: probably so. `note`: it could be simpler. */
export type LintSeverity = 'error' | 'warning' | 'note'

export interface LintRule {
  readonly severity: LintSeverity
  /** What is wrong, for the reference. A finding says it with the names in question. */
  readonly about: string
  /** What follows from it. */
  readonly effect: string
  readonly fix: string
  readonly source: string
}

const rule = (severity: LintSeverity, about: string, effect: string, fix: string, source: string): LintRule => ({
  severity,
  about,
  effect,
  fix,
  source,
})

const grammar = 'IAM UG, Grammar of the IAM JSON policy language'
const checks = 'IAM UG, IAM policy validation check reference'
const quotas = 'IAM UG, IAM and AWS STS quotas; ORG UG, Quotas; S3 UG, Bucket policies; KMS DG, Quotas; VPC quotas'
const operators = 'IAM UG, Condition operators'
const sets = 'IAM UG, Set operators for multivalued context keys'
const principals = 'IAM UG, Policy elements: Principal'
const variables = 'IAM UG, Variables and tags'
const sar = 'Service Authorization Reference'
const resources = 'IAM UG, Policy elements: Resource'
const rcp = 'ORG UG, RCP syntax'
const evaluation = 'IAM UG, Policy evaluation logic'

const refused = 'AWS refuses the document'
const never = 'the statement never applies'

export const lintCodes = {
  'invalid-json': rule('error', 'The text is no JSON', refused, 'Mend the JSON at this place', grammar),
  'duplicate-key': rule(
    'error',
    'A key occurs twice in one object',
    'AWS refuses the document or keeps only one of the two',
    'Join them, or remove one',
    grammar,
  ),
  'keys-differ-in-case': rule(
    'error',
    'Two condition operators or keys differ in case only',
    'AWS reads names without regard to case and refuses the document',
    'Join their values in one',
    checks,
  ),
  'limit-exceeded': rule(
    'error',
    'The document is larger than any that AWS stores',
    'it is neither read nor evaluated',
    'Split it',
    quotas,
  ),
  'document-too-long': rule('error', 'The document is longer than AWS stores', refused, 'Shorten or split it', quotas),
  'exceeds-default-quota': rule(
    'warning',
    'The document is longer than the usual quota',
    'AWS refuses it in most places',
    'Shorten or split it',
    quotas,
  ),
  'invalid-policy': rule('error', 'The document or a statement does not follow the grammar', refused, '', grammar),
  'unknown-element': rule('error', 'IAM has no such element', refused, 'Correct or remove it', grammar),
  'invalid-version': rule('error', 'Version is none of the two that exist', refused, '', grammar),
  'invalid-sid': rule(
    'error',
    'Sid is no text, or has characters other than A-Z, a-z and 0-9',
    refused,
    'Use letters and digits only',
    'IAM UG, Policy elements: Sid',
  ),
  'invalid-effect': rule('error', 'Effect is neither Allow nor Deny', refused, '', grammar),
  'invalid-principal': rule(
    'error',
    'Principal stands where it is not allowed, or is malformed',
    refused,
    '',
    principals,
  ),
  'invalid-not-principal': rule('error', 'NotPrincipal stands where it is not allowed', refused, '', principals),
  'invalid-action': rule('error', 'Action is malformed or empty', refused, '', grammar),
  'invalid-not-action': rule('error', 'NotAction is malformed, or stands beside Action', refused, '', grammar),
  'invalid-resource': rule('error', 'Resource is malformed or empty', refused, '', grammar),
  'invalid-not-resource': rule('error', 'NotResource is malformed, or stands beside Resource', refused, '', grammar),
  'invalid-condition': rule('error', 'Condition is malformed, or names no operator', refused, '', operators),
  'no-statements': rule(
    'warning',
    'Statement is an empty list',
    'the policy allows and denies nothing',
    'Add a statement or remove the policy',
    grammar,
  ),
  'empty-statement': rule('error', 'The statement is an empty object', refused, 'Fill or remove it', grammar),
  'missing-version': rule(
    'warning',
    'The document has no Version',
    'it is read as 2008-10-17, in which policy variables do not work',
    'Add "Version": "2012-10-17"',
    'IAM UG, Policy elements: Version',
  ),
  'old-version': rule(
    'warning',
    'Version is 2008-10-17',
    'policy variables do not work',
    'Say "Version": "2012-10-17"',
    'IAM UG, Policy elements: Version',
  ),
  'variables-are-literal': rule(
    'error',
    'A policy variable in a document whose Version is not 2012-10-17',
    'it is literal text and matches nothing',
    'Say "Version": "2012-10-17"',
    variables,
  ),
  'malformed-variable': rule(
    'error',
    'A policy variable is empty, holds a space, or is not closed',
    'it is literal text or stands for nothing',
    `Write \${key} or \${key, 'default'}`,
    variables,
  ),
  'unknown-variable': rule(
    'warning',
    'A policy variable names a key that the catalogue does not know',
    'without a value the whole text matches nothing',
    'Check the spelling of the key',
    variables,
  ),
  'duplicate-sid': rule('error', 'Two statements have one Sid', refused, 'Rename one', 'IAM UG, Policy elements: Sid'),
  'repeated-sid': rule(
    'warning',
    'Two statements of a resource policy have one Sid',
    'some services refuse the document, and nobody can tell the two apart',
    'Rename one',
    checks,
  ),
  'empty-sid': rule('note', 'Sid is empty', 'it names nothing', 'Fill or remove it', checks),
  'missing-principal': rule(
    'error',
    'A statement of a resource policy has no Principal',
    'it is about nobody, and AWS refuses the document',
    'Add Principal',
    principals,
  ),
  'wildcard-principal': rule(
    'error',
    'A wildcard is part of a principal',
    'a wildcard must stand alone, so AWS refuses it',
    'Name the principal, or use "*" with a condition on aws:PrincipalArn',
    principals,
  ),
  'group-principal': rule(
    'error',
    'An IAM group is named as principal',
    'a group has no identity of its own, so AWS refuses it',
    'Name its users, or a role that they assume',
    principals,
  ),
  'stale-principal': rule(
    'warning',
    'A unique id stands for a principal',
    'its user or role was deleted, and the entry matches nobody',
    'Remove it, or name the ARN again',
    principals,
  ),
  'malformed-principal': rule(
    'error',
    'The principal is none that can call AWS',
    'AWS refuses it',
    'Use an account of twelve digits, the ARN of a user, role or session, a provider, or the host name of a service',
    principals,
  ),
  'misplaced-not-principal': rule(
    'error',
    'NotPrincipal in a trust policy',
    refused,
    'Use Principal, and a condition on aws:PrincipalArn',
    principals,
  ),
  'allow-not-principal': rule(
    'error',
    'NotPrincipal with Allow',
    'it admits everybody else, anonymous callers included',
    'Use Principal',
    'IAM UG, Policy elements: NotPrincipal',
  ),
  'deny-not-principal': rule(
    'note',
    'NotPrincipal with Deny',
    'every principal with a permissions boundary is denied too, the exempt ones included',
    'Use Principal "*" with ArnNotEquals aws:PrincipalArn',
    'IAM UG, Policy elements: NotPrincipal',
  ),
  'malformed-action': rule(
    'error',
    'The action is not of the form service:Name',
    'it matches nothing',
    'Write service:Name; wildcards stand in the name only, and one text holds one action',
    'IAM UG, Policy elements: Action',
  ),
  'unknown-service': rule(
    'warning',
    'The catalogue knows no such service',
    'the entry matches nothing',
    'Check the prefix; a service newer than the catalogue is not known either',
    sar,
  ),
  'unknown-action': rule(
    'warning',
    'The catalogue knows no such action',
    'the entry matches nothing',
    'Check the spelling; an action newer than the catalogue is not known either',
    sar,
  ),
  'action-matches-nothing': rule(
    'warning',
    'No action fits the pattern',
    'the entry matches nothing',
    'Check the pattern',
    sar,
  ),
  'redundant-action': rule(
    'note',
    'Another entry of the list covers the action',
    'the entry changes nothing',
    'Remove it',
    checks,
  ),
  'foreign-action': rule(
    'warning',
    'An action that this type of policy does not govern',
    'the entry has no effect',
    'Remove it',
    'IAM UG, Trust policies; ORG UG, RCP: supported services',
  ),
  'rcp-allow': rule(
    'error',
    'Allow in a resource control policy',
    'only RCPFullAWSAccess may allow, so Organizations refuses it',
    'Use Deny',
    rcp,
  ),
  'rcp-unsupported-element': rule(
    'error',
    'An element that resource control policies do not have',
    'Organizations refuses it',
    'Use Action, and Principal "*" with conditions',
    rcp,
  ),
  'malformed-resource': rule(
    'error',
    'The resource is neither "*" nor an ARN of six fields',
    'it matches nothing',
    'Write arn:partition:service:region:account:resource, without a wildcard in the service',
    resources,
  ),
  'misplaced-variable': rule(
    'error',
    'A policy variable stands before the fifth colon of an ARN',
    'it is not replaced, and the ARN matches nothing',
    'Use "*" there and a condition on aws:ResourceAccount or aws:RequestedRegion',
    variables,
  ),
  'misplaced-resource': rule(
    'error',
    'Resource in a trust policy',
    'a trust policy is about its own role, so AWS refuses it',
    'Remove it',
    grammar,
  ),
  'redundant-resource': rule(
    'note',
    'Another entry of the list covers the resource',
    'the entry changes nothing',
    'Remove it',
    checks,
  ),
  'needs-resource-star': rule(
    'warning',
    'An action without resources stands beside ARNs',
    'the statement does not apply to it',
    'Move it to a statement of its own with "Resource": "*"',
    sar,
  ),
  'action-fits-no-resource': rule(
    'warning',
    'The statement lists no resource of a type that the action takes',
    'the statement does not apply to the action',
    'Add such a resource, or remove the action',
    sar,
  ),
  'resource-fits-no-action': rule(
    'warning',
    'No action of the statement takes a resource like this',
    'the entry changes nothing',
    'Add an action that takes it, or remove the resource',
    sar,
  ),
  'statement-without-effect': rule(
    'warning',
    'None of the actions takes any of the resources',
    never,
    'Give the actions resources that they take',
    sar,
  ),
  'unknown-condition-key': rule(
    'warning',
    'The catalogue knows no such condition key',
    'it is absent from every request',
    'Check the spelling; a key newer than the catalogue is not known either',
    'IAM UG, Global condition context keys; Service Authorization Reference',
  ),
  'key-never-present': rule(
    'warning',
    'No action of the statement comes with the condition key',
    'the key is absent whenever the statement could apply',
    'Use a key that the actions have, or split the statement',
    sar,
  ),
  'operator-does-not-fit': rule(
    'error',
    'The operator cannot compare values of the type of the key',
    'the comparison never succeeds',
    'Use an operator of the type',
    operators,
  ),
  'no-values': rule(
    'warning',
    'The test has no values',
    'no value can match',
    'Add values, or remove the test',
    checks,
  ),
  'empty-condition': rule('note', 'Condition is empty', 'it changes nothing', 'Fill or remove it', checks),
  'value-never-matches': rule(
    'error',
    'The value is none that the operator can read',
    'it equals nothing',
    'Correct the value',
    operators,
  ),
  'wildcard-is-literal': rule(
    'warning',
    'A wildcard in the value of an operator that has none',
    'it is compared as a plain character',
    'Use the operator with Like',
    checks,
  ),
  'matches-any-value': rule(
    'note',
    'The value matches everything',
    'the test says only that the key is there',
    'Say so with Null, or remove the test',
    operators,
  ),
  'redundant-value': rule(
    'note',
    'Another value of the list decides alone',
    'the value changes nothing',
    'Remove it',
    checks,
  ),
  'private-address': rule(
    'warning',
    'A private address as aws:SourceIp',
    'the key holds public addresses only, so none matches',
    'Use aws:VpcSourceIp for addresses inside a VPC',
    'IAM UG, Global condition context keys: aws:SourceIp',
  ),
  'host-bits-set': rule(
    'note',
    'A block of addresses with bits behind its prefix',
    'they are ignored',
    'Write the first address of the block',
    checks,
  ),
  'missing-set-operator': rule(
    'warning',
    'A key of several values without ForAnyValue or ForAllValues',
    'how several values are compared is not defined',
    'Say ForAnyValue: or ForAllValues:',
    sets,
  ),
  'needless-set-operator': rule(
    'warning',
    'A set operator on a key of one value',
    'only an absent key is treated in another way, rarely as meant',
    'Remove the set operator',
    sets,
  ),
  'for-all-values-allows-absent': rule(
    'warning',
    'ForAllValues in an Allow',
    'it also holds when the key is absent',
    'Add Null with "false" for the key',
    sets,
  ),
  'contradicting-conditions': rule(
    'warning',
    'No request can satisfy all conditions of the statement',
    never,
    'Remove one of them, or split the statement',
    'IAM UG, Conditions with multiple context keys or values',
  ),
  'conditions-always-hold': rule(
    'warning',
    'Every request satisfies the conditions of the statement',
    'they change nothing',
    'Remove them, or correct the operator',
    'IAM UG, Conditions with multiple context keys or values',
  ),
  'repeated-statement': rule(
    'warning',
    'Two statements say the same',
    'the later one changes nothing',
    'Remove it',
    evaluation,
  ),
  'covered-statement': rule(
    'warning',
    'Another statement with the same effect covers everything that this one says',
    'it changes nothing',
    'Remove it',
    evaluation,
  ),
  'unreachable-allow': rule(
    'warning',
    'A Deny of the same document covers everything that this Allow says',
    'it allows nothing',
    'Remove the Allow, or narrow the Deny',
    evaluation,
  ),
  'more-findings': rule(
    'note',
    'The document has more findings than are listed',
    'the rest is not shown',
    'Mend these first',
    '',
  ),
} as const satisfies Record<string, LintRule>

export type LintCode = keyof typeof lintCodes
