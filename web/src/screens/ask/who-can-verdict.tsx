import type { WhoCanAnswer } from '../../api/schema.ts'
import { Bold, counted, figure, inWords, Name } from '../../parts/verdict.tsx'
import { resourceNamed } from './names.ts'

/** What the calls people ask about most do, in words that end before the name of the resource. */
const phrases: Readonly<Record<string, string>> = {
  's3:getobject': 'read objects in',
  's3:putobject': 'write objects to',
  's3:deleteobject': 'delete objects in',
  's3:listbucket': 'list the objects in',
  's3:putbucketpolicy': 'change the policy of',
  's3:deletebucket': 'delete',
  'kms:decrypt': 'decrypt with',
  'kms:encrypt': 'encrypt with',
  'kms:putkeypolicy': 'change the policy of',
  'kms:schedulekeydeletion': 'delete',
  'lambda:invokefunction': 'invoke',
  'lambda:updatefunctioncode': 'change the code of',
  'secretsmanager:getsecretvalue': 'read',
  'secretsmanager:putsecretvalue': 'change',
  'sqs:receivemessage': 'read messages of',
  'sqs:sendmessage': 'send messages to',
  'sns:publish': 'publish to',
  'sns:subscribe': 'subscribe to',
  'sts:assumerole': 'assume',
  'iam:passrole': 'pass',
  'ec2:terminateinstances': 'end',
  'ec2:stopinstances': 'stop',
}

/** `read objects in larkfield-lake`, `call glue:StartJobRun on anything`. */
function Doing(props: { readonly of: Pick<WhoCanAnswer, 'action' | 'resource' | 'resourceName'> }) {
  const { action, resource } = props.of
  return (
    <>
      {phrases[action.toLowerCase()] ?? `call ${action} on`}{' '}
      {resource === '*' ? 'anything' : <Name>{resourceNamed(props.of).replace(/\/\*$/, '')}</Name>}
    </>
  )
}

const many = (count: number): string => (count < 10 ? inWords(count, true) : figure(count))

/** One sentence about who can, with its numbers in bold. */
export function WhoCanVerdict(props: { readonly answer: WhoCanAnswer }) {
  const { answer } = props
  const { allowed, conditional } = answer.counts
  const doing = <Doing of={answer} />
  if (allowed + conditional === 0) return <>Nobody that was looked at can {doing}.</>
  const anybody = answer.principals.find(({ type }) => type === 'anonymous')
  if (anybody !== undefined) {
    const others = allowed + conditional - 1
    return (
      <>
        <Bold>Anybody</Bold> can {doing}
        {anybody.decision === 'Conditional' && ` if ${anybody.conditionText ?? 'a condition holds'}`}
        {others > 0 &&
          `; ${many(others).toLowerCase()} ${others === 1 ? 'principal' : 'principals'} that were read among them`}
        .
      </>
    )
  }
  if (allowed === 0) {
    return (
      <>
        <Bold>
          {conditional < 10
            ? `${many(conditional)} ${conditional === 1 ? 'principal' : 'principals'}`
            : counted(conditional, 'principal')}
        </Bold>{' '}
        can {doing},{conditional === 1 ? ' and only' : ' all'} under a condition.
      </>
    )
  }
  return (
    <>
      <Bold>{many(allowed)}</Bold> {allowed === 1 ? 'principal' : 'principals'} can {doing}
      {conditional > 0 && (
        <>
          , and <Bold>{inWords(conditional)}</Bold> more under a condition
        </>
      )}
      .
    </>
  )
}
