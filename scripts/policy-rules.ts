/** The rules of policy evaluation by which the cases in `test/cases/` are grouped: `group` of a case is the id of a rule. */
export interface Rule {
  readonly id: string
  readonly title: string
}

export interface Area {
  readonly title: string
  readonly rules: readonly Rule[]
}

const area = (title: string, rules: Readonly<Record<string, string>>): Area => ({
  title,
  rules: Object.entries(rules).map(([id, name]) => ({ id, title: name })),
})

export const areas: readonly Area[] = [
  area('Statements', {
    base: 'Allow, Deny, and neither',
    action: 'Action',
    'not-action': 'NotAction',
    resource: 'Resource',
    'not-resource': 'NotResource',
    'no-resource': 'Actions without resource-level permissions',
    grammar: 'The grammar, and what is refused',
    limits: 'Limits on the size of a document',
    'case-file': 'What a case file may ask',
  }),
  area('Callers', {
    'caller-root': 'Root user',
    'caller-session': 'Role sessions',
    'session-name': 'A role whose session is not known',
    'caller-federated-user': 'Federated user sessions',
    'caller-provider': 'Callers of SAML and OIDC providers',
    'caller-service': 'Service principals',
    'caller-service-linked': 'Service-linked roles',
    'caller-permission-set': 'Roles of permission sets',
    'caller-anonymous': 'Anonymous callers',
  }),
  area('Principal', {
    principal: 'Principal: whom an entry names',
    'unique-id': 'Unique ids in Principal',
    'not-principal': 'NotPrincipal',
  }),
  area('Layers', {
    'resource-policy': 'Resource policies in the same account',
    'cross-account': 'Across accounts',
    boundary: 'Permissions boundaries',
    session: 'Session policies',
    scp: 'Service control policies',
    rcp: 'Resource control policies',
    vpce: 'VPC endpoint policies',
  }),
  area('Services', {
    trust: 'Trust policies and reaching roles',
    'pass-role': 'Passing roles',
    unconditional: 'Calls that no policy bears on',
    kms: 'Key policies',
    public: 'S3 Block Public Access',
    'owner-root': 'Bucket policies and the root user of the owner',
    'aws-owned': 'What AWS owns',
  }),
  area('Conditions', {
    condition: 'Several keys, several values',
    operator: 'Operators (next table)',
    'context-key': 'Keys that follow from the request',
    variable: 'Policy variables',
  }),
  area('Keys that are not known', {
    'unknown-context': 'What is left is the condition of the answer',
    presence: 'Which keys may be there',
    contradiction: 'What no value, or every value, satisfies',
  }),
  area('Where AWS is silent', { open: 'Our reading; not counted as agreement' }),
]
