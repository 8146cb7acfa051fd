/** CloudTrail: trails, their status, what they choose to record, and the events of ninety days. */
import {
  CloudTrailARNInvalidException$,
  CloudTrailClient,
  DescribeTrailsCommand,
  type Event,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  InvalidEventCategoryException$,
  InvalidLookupAttributesException$,
  InvalidMaxResultsException$,
  InvalidNextTokenException$,
  InvalidParameterCombinationException$,
  InvalidTimeRangeException$,
  type LookupAttribute,
  LookupEventsCommand,
  type LookupEventsCommandInput,
  TrailNotFoundException$,
} from '@aws-sdk/client-cloudtrail'
import { modelled } from '../aws-error.ts'
import { recordOf, type TrailEvent, trailTime, userNameOf } from '../recording/event.ts'
import { eventsBetween, trailLagMs } from '../recording/log.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { TrailState } from '../world/estate.ts'
import type { AccountState } from '../world/model.ts'
import { arnHere } from './estate.ts'

const trailsOf = (account: AccountState | undefined): readonly TrailState[] =>
  [...(account?.regions.values() ?? [])].flatMap(({ estate }) => [...(estate?.trails.values() ?? [])])

/**
 * CloudTrail API Reference, DescribeTrails: a trail of many Regions has a shadow in each of them, one of the organization in
 * each Region of every member account.
 */
function trailsSeen(call: Call, shadows: boolean): readonly TrailState[] {
  const { world, account, region } = call
  const own = trailsOf(account).filter(({ trail }) =>
    trail.HomeRegion === region ? true : shadows && trail.IsMultiRegionTrail === true,
  )
  const management = world.organization.managementAccountId
  if (!shadows || account.id === management || !world.organization.members.has(account.id)) return own
  const ofOrganization = trailsOf(world.accounts.get(management)).filter(
    ({ trail }) => trail.IsOrganizationTrail === true && (trail.IsMultiRegionTrail || trail.HomeRegion === region),
  )
  return [...own, ...ofOrganization]
}

/** By name or ARN. Of another account's trail nothing is told, even of one that is seen. */
function ownTrail(call: Call, name: string | undefined): TrailState {
  const owner = name?.startsWith('arn:') ? name.split(':')[4] : call.account.id
  if (owner !== call.account.id) {
    throw modelled(
      CloudTrailARNInvalidException$,
      `AccountID in ARN is wrong, you can only access resources with AccountID ${call.account.id}.`,
    )
  }
  const found = trailsOf(call.account).find(({ trail }) =>
    name?.startsWith('arn:') ? trail.TrailARN === name : trail.Name === name && trail.HomeRegion === call.region,
  )
  if (found === undefined) throw modelled(TrailNotFoundException$, `Unknown trail: ${name} for the user: ${owner}`)
  return found
}

const target = (call: Call, name: string | undefined) => ({
  arn: name?.startsWith('arn:') ? name : arnHere(call, `trail/${name}`),
})

/* ------------------------------------------------------------------ events */

const historyMs = 90 * 86_400_000
const lookupPage = 50

const eventAnswer = (event: TrailEvent): Event => {
  const { identity, resources } = event
  return {
    EventId: event.id,
    EventName: event.name,
    ReadOnly: String(event.readOnly),
    AccessKeyId: identity.accessKeyId,
    EventTime: new Date(trailTime(event.at)),
    EventSource: event.source,
    Username: userNameOf(identity),
    Resources: resources.map(({ arn, type }) => ({ ResourceType: type, ResourceName: arn })),
    CloudTrailEvent: JSON.stringify(recordOf(event)),
  }
}

function matches(event: TrailEvent, { AttributeKey: key, AttributeValue: value = '' }: LookupAttribute): boolean {
  switch (key) {
    case 'EventId':
      return event.id === value
    case 'EventName':
      return event.name === value
    case 'ReadOnly':
      return String(event.readOnly) === value
    case 'Username':
      return userNameOf(event.identity) === value
    case 'ResourceType':
      return event.resources.some(({ type }) => type === value)
    case 'ResourceName':
      return event.resources.some(({ arn }) => arn === value || arn.split(/[:/]/).at(-1) === value)
    case 'EventSource':
      return event.source === value
    case 'AccessKeyId':
      return event.identity.accessKeyId === value
    default:
      throw modelled(InvalidLookupAttributesException$, `Unknown lookup attribute ${key}.`)
  }
}

/** Newest first. A token counts from the oldest, so that calls made meanwhile move nothing. */
function lookup(call: Call, input: LookupEventsCommandInput) {
  const [attribute, ...more] = input.LookupAttributes ?? []
  if (more.length > 0) throw modelled(InvalidLookupAttributesException$, 'You can specify only one lookup attribute.')
  const size = input.MaxResults ?? lookupPage
  if (size < 1 || size > lookupPage)
    throw modelled(InvalidMaxResultsException$, 'A MaxResults value must be between 1 and 50.')
  if (input.EventCategory !== undefined && input.EventCategory !== 'insight')
    throw modelled(InvalidEventCategoryException$, 'The only valid value is insight.')
  const from = Math.max(input.StartTime?.getTime() ?? 0, call.now - historyMs)
  const to = Math.min((input.EndTime?.getTime() ?? call.now) + 1, call.now - trailLagMs)
  if (input.StartTime !== undefined && input.EndTime !== undefined && input.StartTime > input.EndTime)
    throw modelled(InvalidTimeRangeException$, 'The start time must be before the end time.')
  const all = input.EventCategory === 'insight' ? [] : eventsBetween(call, call.account.id, call.region, from, to)
  const found = attribute === undefined ? all : all.filter((event) => matches(event, attribute))
  const scope = JSON.stringify([
    call.account.id,
    call.region,
    'LookupEvents',
    attribute,
    input.StartTime,
    input.EndTime,
  ])
  const end = input.NextToken === undefined ? found.length : call.tokens.read(scope, input.NextToken)
  if (end === undefined) throw call.service.invalidToken('Invalid or previously used token.')
  const start = Math.max(0, end - size)
  return {
    Events: found.slice(start, end).reverse().map(eventAnswer),
    ...(start > 0 && { NextToken: call.tokens.issue(scope, start) }),
  }
}

export const cloudtrail = defineService({
  client: CloudTrailClient,
  signingName: 'cloudtrail',
  operations: [
    operation(LookupEventsCommand, { run: lookup }),
    operation(DescribeTrailsCommand, {
      run(call, input) {
        const names = input.trailNameList ?? []
        const seen = trailsSeen(call, input.includeShadowTrails ?? true).map(({ trail }) => trail)
        const wanted = ({ Name = '', TrailARN = '' }) => names.includes(Name) || names.includes(TrailARN)
        return { trailList: names.length === 0 ? [...seen] : seen.filter(wanted) }
      },
    }),
    operation(GetTrailStatusCommand, {
      target: (call, input) => target(call, input.Name),
      run: (call, input) => ({ ...ownTrail(call, input.Name).status }),
    }),
    operation(GetEventSelectorsCommand, {
      target: (call, input) => target(call, input.TrailName),
      run(call, input) {
        const { trail, selectors } = ownTrail(call, input.TrailName)
        return { TrailARN: trail.TrailARN, ...selectors }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidNextTokenException$, message),
  invalidInput: (message) => modelled(InvalidParameterCombinationException$, message),
})
