/**
 * What the console’s words mean, in one or two plain sentences. The one list: `Term` shows it in place, docs/reference/glossary.md is
 * generated from it. Who owns which word, and its states, stands in the design documents.
 */

const ofAws = {
  ABAC: 'Access by attributes: a condition compares tags of the principal with tags of the resource, so one policy serves many of both.',
  'account assignment':
    'In IAM Identity Center: this group or person gets this permission set in this account. It is what makes a role of the set appear there.',
  action: 'One operation of an AWS service as policies write it, such as s3:GetObject. A * stands for many.',
  ARN: 'Amazon Resource Name: the address of anything in AWS, with its service, Region, account and name.',
  'AWS account':
    'A closed room in AWS with a number of 12 digits. Everything lives in exactly one account, and access from another one needs a yes from both sides.',
  boundary:
    'A permissions boundary: a policy on a user or role that grants nothing. What it does not allow, no identity policy of that user or role can.',
  'condition key':
    'A fact about a request that a statement may ask for: where from, when, with MFA or not, with which tag, through which endpoint.',
  'confused deputy':
    'Somebody makes a service or vendor use its access to you for him. An ExternalId or the condition keys aws:SourceAccount and aws:SourceArn close that door.',
  'delegated administrator':
    'A member account that may look after the organization, or one service in it, in place of the management account.',
  'endpoint policy': 'A policy on a VPC endpoint. It limits what may pass through that endpoint and grants nothing.',
  'explicit deny':
    'A statement with Effect Deny fits the request. It wins over every allow, in whatever policy it stands.',
  ExternalId:
    'A value that Bailiwick must show when it takes its role in your account. Nobody else can make Bailiwick use that role for him.',
  group: 'People who get the same policies or permission sets. A group cannot act by itself.',
  'IAM Identity Center': 'Where people sign in once and choose an account and a permission set. It was called AWS SSO.',
  'IAM user':
    'An identity made in one account, with a password or access keys of its own that work until somebody removes them.',
  'identity policy': 'A policy on a user, group or role. It says what they may do, and on what.',
  'implicit deny': 'No statement allows the request. In AWS that is a no, even where nothing denies it.',
  'instance profile': 'What hands a role to the programs on an EC2 instance.',
  'KMS grant': 'A permission that a KMS key itself keeps for one principal, beside its key policy.',
  'last accessed':
    'What IAM itself remembers of a principal: the last day on which it tried a service, or an action of some services.',
  'managed policy':
    'A policy with an ARN of its own that can be attached to many principals. AWS keeps some of them, you keep the rest.',
  'management account': 'The account that owns the organization. SCPs and RCPs do not limit it.',
  organization: 'All your accounts in one tree, with one management account at its root.',
  'organizational unit': 'A folder of accounts in the organization. A policy on it holds for all accounts below.',
  'permission set':
    'A role written once in IAM Identity Center and made in every account where it is assigned. Its roles have names that begin with AWSReservedSSO_.',
  policy: 'A JSON document of statements, each of which allows or denies actions on resources under conditions.',
  principal:
    'Whoever can ask AWS for something: a user, a role, an account’s root user, an AWS service, or somebody from outside.',
  RCP: 'Resource control policy: the most that anybody, also from outside, may do with the resources of an account. It grants nothing.',
  resource: 'A thing in AWS that access is about: a bucket, key, function, queue, topic, secret, instance or role.',
  'resource policy': 'A policy on a resource. It names who may use it, also from other accounts.',
  role: 'An identity in an account without credentials of its own. Whoever its trust policy lets in takes it for a while.',
  'root user': 'The owner of an account. It can do everything in it that no SCP forbids.',
  SCP: 'Service control policy: the most that users and roles of an account may do, set from above. It grants nothing.',
  'service-linked role': 'A role that only one AWS service can take and whose policy AWS writes. SCPs do not limit it.',
  session:
    'The hours for which somebody holds a role. Its credentials end by themselves and, once given out, cannot be called back.',
  'session policy': 'A policy handed over when a role is taken. It can only narrow that one session.',
  statement: 'One rule of a policy: Allow or Deny, which actions, which resources, under which conditions.',
  StackSet: 'A CloudFormation template that AWS rolls out to many accounts, also to those that join later.',
  'trust policy': 'The policy of a role that says who may take it.',
} as const

const ofAnswers = {
  'access path':
    'The way by which somebody reaches a resource: person, group, role and what lets each step pass. A path may lead through other roles.',
  answer: 'A decision or a list of holders, with the statements that lead to it, and with what could not be looked at.',
  administrator:
    'Somebody whom all layers together let do everything, or change IAM so that he can give himself the rest (as good as administrator).',
  'allowed if':
    'AWS would say yes, but only under a condition that the question did not settle. The condition stands beside it.',
  binding: 'What ties a principal to a privilege at a scope: this group has this permission set in this account.',
  bundle: 'Several nodes or targets that are drawn, or asked for, as one. It opens in place.',
  'could not look':
    'The answer needs something that was not read. It is not a no; the reason and the way to mend it stand beside it.',
  cut: 'One change that closes paths: a statement, trust or membership whose removal leaves the fewest ways in.',
  decision:
    'What AWS would answer to one request: allowed, allowed if, denied explicitly, denied implicitly, or not known.',
  'deciding statement': 'The statement that settles the decision. Without it the answer would be another one.',
  'effective access':
    'What is left after all layers: SCPs, RCPs, boundaries, session, identity and resource policies, and their conditions.',
  escalation:
    'Steps by which somebody takes more power than was meant for him, such as passing a strong role to a function of his own.',
  guardrail: 'A layer that can only take away: SCP, RCP, permissions boundary, session policy, endpoint policy.',
  holder: 'A principal that an answer of who-can lists.',
  index: 'Everything that was computed once over a snapshot, so that who-can answers at once over all principals.',
  layer: 'One of the kinds of policies that AWS asks in turn. Every layer has to let a request pass.',
  LimitExceeded:
    'The question was too large to be answered in its time. Nothing is claimed; a narrower one can be answered.',
  lint: 'Faults of a policy that can be seen from its text alone, such as an action that does not exist.',
  'path edge': 'One step of an access path: who, to what, and the permissions that let it pass.',
  'residual condition': 'What is left of a condition after everything known was filled in. It is what allowed if says.',
  snapshot: 'What one finished reading found. Answers come from one snapshot, and earlier ones can still be asked.',
  'as of':
    'The moment that the console looks at. In the past every answer comes from the snapshot of then, and nothing can be changed.',
  'time machine': 'Compares effective access at two moments: who gained, who lost, and which change did it.',
  'what if':
    'A change that is tried on the snapshot before anybody touches AWS: who would lose what, who would gain it.',
} as const

const ofReading = {
  'account target': 'One account as an integration sees it: its role, whether the role works, and what was read.',
  'call budget':
    'How many calls a second Bailiwick may make to an AWS service, kept below what would get in your own programs’ way.',
  capability:
    'One thing that has to be readable for some answers, such as identities, credentials or S3 bucket policies.',
  contact: 'The person who hears about an integration: that it is active, or what went wrong.',
  coverage: 'What was read and what could not be: one cell for each account and kind of thing, each with its reason.',
  'coverage cell': 'One account and one kind of thing: read, older, refused, throttled, not enabled or not read.',
  'coverage gap': 'A cell that was not read. Answers that need it say “could not look” and never “nobody”.',
  integration:
    'A connection to something that Bailiwick reads: an AWS account or organization, Identity Center, an import.',
  'integration owner': 'The person or group that answers for an integration.',
  ledger: 'Every call that Bailiwick made with your credentials: when, where, as whom, with which answer.',
  'fault plan':
    'Which calls the simulated AWS refuses, throttles or cuts short, so that trouble can be seen without any.',
  'object version': 'What an object looked like from one snapshot to the next change of it.',
  probe: 'A small question to AWS that tells whether one permission works, and if not, which layer refused it.',
  'read role': 'The role in your account that Bailiwick takes to read. It can change nothing.',
  runner: 'The same program in a closed network. It reads what the server cannot reach and decides nothing.',
  'sample organization':
    'A simulated AWS organization behind the real protocols. It is read and asked like a real one.',
  schedule: 'How often an integration is read by itself, and at which times it is not.',
  world: 'What stands in a simulated organization: its accounts, people, policies and mistakes.',
  'sync run': 'One reading of an integration from beginning to end. Only a finished one becomes a snapshot.',
} as const

const ofUsage = {
  attribution:
    'Tying what a role did to the person behind it. Each tie has a grade: certain, strong, likely, hint or none.',
  'right-size proposal':
    'A smaller policy that still allows everything that was used. It is checked by evaluation before you see it.',
  'trail coverage':
    'For which days, Regions and kinds of events CloudTrail was recording. Only there can “unused” be said.',
  unobservable: 'CloudTrail would not show this use, so nothing can be said about it.',
  'usage answer': 'Whether a granted action was used: used, unused, unobservable or unknown.',
  'proof grade': 'How strong the evidence for a period is, up to log files whose digests are verified to be complete.',
} as const

const ofWork = {
  'access flow': 'Who may ask for what, for how long, and who has to agree.',
  'access review': 'Asking the people who know whether access is still needed, at a date and for a population.',
  'approval step': 'Who has to agree to a request before it becomes a grant.',
  'audit event':
    'One line of what was done in Bailiwick and by whom. Lines are only added, and each seals the one before.',
  'break-glass': 'Access for an emergency: at once, without approval, loud, and reviewed afterwards.',
  category: 'What kind of trouble a finding is, such as exposure, stale access or privilege escalation.',
  campaign: 'One run of an access review: its scope, its date, its reviewers.',
  'end budget': 'How long after its time a grant may still need until AWS has confirmed that it is gone.',
  entitlement: 'The thing in AWS that a grant makes: an assignment, a membership, a policy, a session.',
  'evidence pack': 'What an auditor takes along: who had access on a date, who decided what, sealed.',
  finding: 'What a rule says about a snapshot: true, false or cannot tell.',
  fingerprint: 'What makes a finding the same one next time, whatever its names and dates became.',
  grant: 'Just-in-time access: one identity, one privilege, one scope, from and until.',
  incident: 'The case that a person works on because of a finding. It has an owner, a state and a history.',
  'kill switch': 'Ends live sessions now instead of letting them run out.',
  lease: 'The claim of one grant on one entitlement. The entitlement goes when its last lease ends.',
  operation: 'One attempt to change AWS, with AWS’s answer and its times.',
  outbox: 'The list of changes to AWS that are decided and not yet confirmed. Nothing on it is lost in a crash.',
  remedy: 'What would make a finding go away, checked by evaluation where that is possible.',
  remediation: 'Carrying out a decision in AWS and looking whether it holds.',
  request: 'What one person asks for: which access, how long, and why.',
  'reviewer’s assignment': 'Which items of a campaign one reviewer decides about.',
  'review decision': 'Keep, revoke, change, make just-in-time, reassign or unsure, for one item of a review.',
  'review item': 'One binding that a reviewer decides about.',
  'risk acceptance': 'Leaving a finding as it is, by somebody’s name, for a reason, until a date.',
  rule: 'What is looked for in every snapshot, such as a root user with access keys. It says fail, pass or unknown.',
  scope: 'The resources that something holds for, as a question over the inventory: what fits later belongs to it too.',
  severity:
    'How bad a finding is: critical takes over an account now, high is a likely way there, medium weakens a defence, low is hygiene.',
  tail: 'The time after the end of a grant in which a session already open can still work. It is stated before anybody approves.',
  verdict: 'What a rule says of one thing: fail, pass, or unknown where something was not read.',
  'write role': 'The separate role with which Bailiwick may change AWS. It is off until you install it.',
} as const

const ofPeople = {
  brake: 'When a directory suddenly loses many people, what would follow is held until somebody has looked.',
  'console role': 'What somebody may do in Bailiwick. It has nothing to do with roles in AWS.',
  'federation verdict':
    'What is wrong with a door by which people from elsewhere enter AWS, with a code and a severity.',
  identity: 'A person or a workload, with everything in AWS through which it appears.',
  'identity account':
    'One way in which an identity appears: IAM user, Identity Center user, directory entry, role session.',
  link: 'Says that an identity account belongs to an identity. Only ids that never change make one; an equal e-mail or name only suggests it.',
  person: 'A human identity. Its state is active, suspended, leaving, left or unknown.',
  plan: 'Changes to people and groups that are shown and approved before they are carried out.',
  'SCIM resource': 'A person or a group as a directory sends it over SCIM.',
  'SCIM connector': 'How a directory tells Bailiwick about people and groups that come, change and go.',
  workload: 'The identity of software: a function, a job, an instance, a pipeline.',
  'API token': 'Lets a script ask Bailiwick in somebody’s name, until it expires or is removed.',
} as const

/** In the order of the reference page. */
export const glossarySections = [
  { title: 'AWS', terms: ofAws },
  { title: 'Questions and answers', terms: ofAnswers },
  { title: 'Reading AWS', terms: ofReading },
  { title: 'Usage', terms: ofUsage },
  { title: 'Findings, reviews, just-in-time access', terms: ofWork },
  { title: 'People', terms: ofPeople },
] as const

export const glossary = { ...ofAws, ...ofAnswers, ...ofReading, ...ofUsage, ...ofWork, ...ofPeople } as const
export type TermName = keyof typeof glossary

const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'
const organizations = 'https://docs.aws.amazon.com/organizations/latest/userguide'
const identityCenter = 'https://docs.aws.amazon.com/singlesignon/latest/userguide'

/** Where AWS explains its own words. */
export const awsPages: Readonly<Partial<Record<TermName, string>>> = {
  ABAC: `${iam}/introduction_attribute-based-access-control.html`,
  'account assignment': `${identityCenter}/assignusers.html`,
  action:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  ARN: `${iam}/reference-arns.html`,
  boundary: `${iam}/access_policies_boundaries.html`,
  'condition key': `${iam}/reference_policies_condition-keys.html`,
  'confused deputy': `${iam}/confused-deputy.html`,
  'delegated administrator': `${organizations}/orgs_integrate_delegated_admin.html`,
  'endpoint policy': 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
  'explicit deny': `${iam}/reference_policies_evaluation-logic.html`,
  ExternalId: `${iam}/id_roles_common-scenarios_third-party.html`,
  group: `${iam}/id_groups.html`,
  'IAM Identity Center': `${identityCenter}/what-is.html`,
  'IAM user': `${iam}/id_users.html`,
  'identity policy': `${iam}/access_policies_identity-vs-resource.html`,
  'implicit deny': `${iam}/reference_policies_evaluation-logic.html`,
  'instance profile': `${iam}/id_roles_use_switch-role-ec2_instance-profiles.html`,
  'KMS grant': 'https://docs.aws.amazon.com/kms/latest/developerguide/grants.html',
  'last accessed': `${iam}/access_policies_last-accessed.html`,
  'managed policy': `${iam}/access_policies_managed-vs-inline.html`,
  'management account': `${organizations}/orgs_getting-started_concepts.html`,
  organization: `${organizations}/orgs_getting-started_concepts.html`,
  'organizational unit': `${organizations}/orgs_getting-started_concepts.html`,
  'permission set': `${identityCenter}/permissionsetsconcept.html`,
  policy: `${iam}/access_policies.html`,
  principal: `${iam}/intro-structure.html`,
  RCP: `${organizations}/orgs_manage_policies_rcps.html`,
  'resource policy': `${iam}/access_policies_identity-vs-resource.html`,
  role: `${iam}/id_roles.html`,
  'root user': `${iam}/id_root-user.html`,
  SCP: `${organizations}/orgs_manage_policies_scps.html`,
  'service-linked role': `${iam}/id_roles_create-service-linked-role.html`,
  session: `${iam}/id_credentials_temp.html`,
  'session policy': `${iam}/access_policies.html`,
  statement: `${iam}/reference_policies_elements_statement.html`,
  StackSet: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/what-is-cfnstacksets.html',
  'trust policy': `${iam}/id_roles.html`,
}
