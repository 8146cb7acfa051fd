/**
 * Reads what somebody types into the palette: `who can read cardholder`, `can sam s3:PutObject on lake/*`, `what can etl-nightly`,
 * `how does ci-deployer reach admin`, `what if I remove LakeWrite`, `what changed since yesterday`. Pure, tested beside.
 */
import type { AskSearch } from '../search.ts'

/** The part of a question that the last word belongs to: it can be completed. */
export type Slot = 'principal' | 'action' | 'resource' | 'policy' | 'end'

export interface Sentence {
  readonly ask: 'who-can' | 'can' | 'what-can' | 'paths' | 'what-if'
  readonly principal?: string
  /** As AWS writes it, or one of `verbs`: which action that is depends on the resource. */
  readonly action?: string
  readonly resource?: string
  /** Of a path; absent is anybody, and administrator. */
  readonly from?: string
  readonly to?: string
  readonly policy?: string
  /** Undefined where the question is at an end. */
  readonly open?: Slot | undefined
}

export type Reading =
  /** No question: a name, an ARN, a page. */
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'question'; readonly sentence: Sentence }
  | { readonly kind: 'administrators' }
  | { readonly kind: 'changes'; readonly since: string | undefined }
  /** It begins like a question, and this is why it is none yet. */
  | { readonly kind: 'unclear'; readonly why: string }

/** What people say, by the type of the resource they say it about. Where nothing fits the type, the first one. */
const verbs = {
  read: {
    's3:bucket': 's3:GetObject',
    'kms:key': 'kms:Decrypt',
    'secretsmanager:secret': 'secretsmanager:GetSecretValue',
    'sqs:queue': 'sqs:ReceiveMessage',
    'dynamodb:table': 'dynamodb:GetItem',
    'lambda:function': 'lambda:GetFunction',
    'ssm:parameter': 'ssm:GetParameter',
  },
  write: {
    's3:bucket': 's3:PutObject',
    'kms:key': 'kms:Encrypt',
    'secretsmanager:secret': 'secretsmanager:PutSecretValue',
    'sqs:queue': 'sqs:SendMessage',
    'sns:topic': 'sns:Publish',
    'dynamodb:table': 'dynamodb:PutItem',
    'lambda:function': 'lambda:UpdateFunctionCode',
  },
  delete: {
    's3:bucket': 's3:DeleteObject',
    'kms:key': 'kms:ScheduleKeyDeletion',
    'secretsmanager:secret': 'secretsmanager:DeleteSecret',
    'sqs:queue': 'sqs:DeleteQueue',
    'sns:topic': 'sns:DeleteTopic',
    'lambda:function': 'lambda:DeleteFunction',
    'dynamodb:table': 'dynamodb:DeleteTable',
    'ec2:instance': 'ec2:TerminateInstances',
  },
  decrypt: { 'kms:key': 'kms:Decrypt' },
  invoke: { 'lambda:function': 'lambda:InvokeFunction' },
  assume: { 'iam:role': 'sts:AssumeRole' },
  publish: { 'sns:topic': 'sns:Publish' },
  send: { 'sqs:queue': 'sqs:SendMessage' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>
export type Verb = keyof typeof verbs

const verbNames = Object.keys(verbs)
export const isVerb = (word: string): word is Verb => word in verbs

export function actionFor(verb: Verb, resourceType: string | undefined): string {
  const byType: Readonly<Record<string, string>> = verbs[verb]
  return (resourceType !== undefined ? byType[resourceType] : undefined) ?? Object.values(byType)[0] ?? verb
}

/** How near a type is to what the verb is mostly said of: 0 is nearest; undefined: it is not said of such a thing. */
export function verbFits(verb: Verb, resourceType: string | undefined): number | undefined {
  const place = Object.keys(verbs[verb]).indexOf(resourceType ?? '')
  return place < 0 ? undefined : place
}

const isAction = (word: string): boolean => /^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(word)

const reaches = /^(?:reach|access|get to|get at|become|be)\s+(?:an?\s+)?/i
const anybody = /^(?:anybody|anyone|everybody|somebody|someone)$/i
const administrator = /^(?:an? )?admin(?:istrators?)?$/i

/** Left out where a path begins with anybody, or ends at administrator. */
const fromOf = (name: string) => (anybody.test(name) || name === '' ? {} : { from: name })
const toOf = (name: string) => (administrator.test(name) || name === '' ? {} : { to: name })

const question = (sentence: Sentence): Reading => ({ kind: 'question', sentence })
const unclear = (why: string): Reading => ({ kind: 'unclear', why })

export function readTyped(typed: string): Reading {
  const text = typed
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\s?\?$/, '')
  for (const { begins, read } of forms) {
    const rest = begins.exec(text)
    if (rest) return read(text.slice(rest[0].length))
  }
  if (/^(?:who|what|how|which|can|why|where|when|does|is|may)\b/i.test(text) && text.includes(' ')) {
    return unclear('Questions begin with “who can”, “can”, “what can”, “how does”, “what if” or “what changed”.')
  }
  return { kind: 'name', text }
}

/** In this order: the longer beginning first. */
const forms: readonly { readonly begins: RegExp; readonly read: (rest: string) => Reading }[] = [
  { begins: /^(?:who is|who are)(?: the| an?)? admin(?:istrators?)?$/i, read: () => ({ kind: 'administrators' }) },
  {
    begins: /^what(?:'s| has| is)? (?:changed|new)(?: since| from)?(?: |$)/i,
    read: (rest) => ({ kind: 'changes', since: rest === '' ? undefined : rest }),
  },
  { begins: /^(?:who|which principals?) (?:has|have) access to(?: |$)/i, read: (rest) => pathOf('', rest) },
  { begins: /^(?:who|which principals?) (?:can|could|may)(?: |$)/i, read: readWhoCan },
  { begins: /^what (?:can|could|may)(?: |$)/i, read: readWhatCan },
  { begins: /^how (?:does|do|can|could|would)(?: |$)/i, read: readHow },
  { begins: /^what (?:if|happens if)(?: (?:i|we|you|somebody))?(?: |$)/i, read: readWhatIf },
  { begins: /^(?:can|could|may)(?: |$)/i, read: readCan },
]

const pathOf = (from: string, to: string): Reading =>
  question({
    ask: 'paths',
    ...fromOf(from),
    ...toOf(to),
    open: to === '' ? 'end' : administrator.test(to) ? undefined : 'end',
  })

function readWhoCan(rest: string): Reading {
  const reach = reaches.exec(rest)
  if (reach) return pathOf('', rest.slice(reach[0].length))
  return withAction({ ask: 'who-can' }, rest)
}

/** `s3:GetObject on lake`, `read lake`; what stands before the action belongs to somebody else. */
function withAction(sentence: Sentence, rest: string): Reading {
  const [first = '', ...others] = rest.replace(/^(?:do|call) /i, '').split(' ')
  const verb = first.toLowerCase()
  const action = isVerb(verb) ? verb : first
  if (others.length === 0) return question({ ...sentence, ...(action !== '' && { action }), open: 'action' })
  if (!isAction(first) && !isVerb(verb))
    return unclear(`“${first}” is no action. Write one as s3:GetObject, or say ${or(verbNames)}.`)
  const resource = others.join(' ').replace(/^(?:on|in|to|from|of|the|objects in)(?: |$)/i, '')
  return question({ ...sentence, action, ...(resource !== '' && { resource }), open: 'resource' })
}

function readWhatCan(rest: string): Reading {
  const through = /^(.+?) (?:do|reach|access|read) (?:on|in|with|to)?\s?(\S+)$/i.exec(rest)
  if (through?.[1] !== undefined && through[2] !== undefined) return pathOf(through[1], through[2])
  const principal = rest.replace(/ do$/i, '')
  const open = principal === rest ? 'principal' : undefined
  return question({ ask: 'what-can', ...(principal !== '' && { principal }), open })
}

function readHow(rest: string): Reading {
  const split = /^(.+?) (?:reach|become|get to|get|access|be)(?: |$)/i.exec(rest)
  if (!split) return question({ ask: 'paths', ...fromOf(rest), open: 'principal' })
  return pathOf(split[1] ?? '', rest.slice(split[0].length).replace(/^an? /i, ''))
}

function readWhatIf(rest: string): Reading {
  const change = /^(?:remove|delete|drop|detach|edit|change)(?: (?:the )?policy)?(?: |$)/i.exec(rest)
  if (!change) {
    if (!rest.includes(' ')) return question({ ask: 'what-if', open: 'end' })
    return unclear(
      'What if tries a policy that is removed or edited: “what if I remove LakeWrite”. Other changes are chosen on its page.',
    )
  }
  const policy = rest.slice(change[0].length)
  return question({ ask: 'what-if', ...(policy !== '' && { policy }), open: 'policy' })
}

/** Names of people have blanks: whoever is meant ends where an action or a verb begins. */
function readCan(rest: string): Reading {
  const words = rest.split(' ')
  const at = words.findIndex((word, position) => position > 0 && (isAction(word) || isVerb(word.toLowerCase())))
  if (at < 0) {
    const reach = /^(.+?) (?:reach|access|become|be)(?: |$)/i.exec(rest)
    if (reach) return pathOf(reach[1] ?? '', rest.slice(reach[0].length).replace(/^an? /i, ''))
    const action = words.length > 1 ? words.at(-1) : undefined
    // One word more than a name may be the second word of the name, or the beginning of an action.
    return action?.includes(':')
      ? question({ ask: 'can', principal: words.slice(0, -1).join(' '), action, open: 'action' })
      : question({ ask: 'can', ...(rest !== '' && { principal: rest }), open: 'principal' })
  }
  const principal = words.slice(0, at).join(' ').replace(/ do$/i, '')
  return withAction({ ask: 'can', principal }, words.slice(at).join(' '))
}

const or = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

/** What is missing before it can be asked, as a question back; undefined: nothing. */
export function lacks(sentence: Sentence): string | undefined {
  const { ask, principal, action, resource } = sentence
  switch (ask) {
    case 'who-can':
    case 'can':
      if (ask === 'can' && principal === undefined) return 'Can who?'
      if (action === undefined || !(isAction(action) || isVerb(action)))
        return `Do what? An action such as s3:GetObject, or ${or(verbNames)}.`
      return resource === undefined && isVerb(action) ? `${action} what?` : undefined
    case 'what-can':
      return principal === undefined ? 'What can who?' : undefined
    case 'paths':
    case 'what-if':
      return undefined
  }
}

/** The address of the question, without what is only its screen’s. Policies and types are known to whoever looked the names up. */
export function askOf(
  sentence: Sentence,
  known: { readonly resourceType?: string | undefined; readonly policyRef?: string | undefined } = {},
): AskSearch {
  const { ask, principal, action, resource, from, to } = sentence
  switch (ask) {
    case 'who-can':
    case 'can':
      return {
        ask,
        ...(ask === 'can' && principal !== undefined && { principal }),
        ...(action !== undefined && { action: isVerb(action) ? actionFor(action, known.resourceType) : action }),
        ...(resource !== undefined && { resource }),
      }
    case 'what-can':
      return { ask, ...(principal !== undefined && { principal }) }
    case 'paths':
      return { ask, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
    case 'what-if':
      return { ask, ...(known.policyRef !== undefined && { edit: known.policyRef }) }
  }
}

/** What has been typed into the open part. */
export function typedInto({ open, principal, action, resource, from, to, policy, ask }: Sentence): string {
  switch (open) {
    case 'principal':
      return (ask === 'paths' ? from : principal) ?? ''
    case 'action':
      return action ?? ''
    case 'resource':
      return resource ?? ''
    case 'policy':
      return policy ?? ''
    case 'end':
      return to ?? ''
    case undefined:
      return ''
  }
}

/** The same question with its open part filled in. */
export function filled(sentence: Sentence, value: string): Sentence {
  const { open, ...rest } = sentence
  switch (open) {
    case 'principal':
      return rest.ask === 'paths' ? { ...rest, from: value } : { ...rest, principal: value }
    case 'action':
      return { ...rest, action: value }
    case 'resource':
      return { ...rest, resource: value }
    case 'policy':
      return { ...rest, policy: value }
    case 'end':
      return rest.ask === 'paths' ? { ...rest, to: value } : rest
    case undefined:
      return rest
  }
}

/** As somebody would type it. */
export function printed({ ask, principal, action = '', resource, from, to, policy }: Sentence): string {
  const on = resource === undefined ? '' : isVerb(action) ? ` ${resource}` : ` on ${resource}`
  switch (ask) {
    case 'who-can':
      return `who can ${action}${on}`.trimEnd()
    case 'can':
      return `can ${principal ?? ''} ${action}${on}`.trimEnd()
    case 'what-can':
      return `what can ${principal ?? ''}`.trimEnd()
    case 'paths':
      return `how does ${from ?? 'anybody'} reach ${to ?? 'administrator'}`
    case 'what-if':
      return policy === undefined ? 'what if' : `what if I remove ${policy}`
  }
}
