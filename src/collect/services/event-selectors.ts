/** What a trail writes down, from the selectors of either kind that it may have. */
import type { AdvancedEventSelector, EventSelector, GetEventSelectorsResponse } from '@aws-sdk/client-cloudtrail'
import type { Json } from '../../core/inventory/objects.ts'
import { inOrder } from '../resource.ts'

interface RecordedEvents {
  readonly [fact: string]: Json
  readonly managementReads: boolean
  readonly managementWrites: boolean
  /** Sources of management events that are left out (`kms.amazonaws.com`). */
  readonly leftOut: readonly string[]
  readonly dataEvents: boolean
}

/** A trail has selectors of one kind (CloudTrail API Reference, PutEventSelectors). */
export function recordedEvents({
  EventSelectors = [],
  AdvancedEventSelectors = [],
}: Pick<GetEventSelectorsResponse, 'EventSelectors' | 'AdvancedEventSelectors'>): RecordedEvents {
  return AdvancedEventSelectors.length > 0 ? ofFields(AdvancedEventSelectors) : ofKinds(EventSelectors)
}

/** Where there is none all management events are logged, reads and writes, and no data events (the same). */
const usual: readonly EventSelector[] = [{ ReadWriteType: 'All', IncludeManagementEvents: true }]

/** CloudTrail API Reference, EventSelector: what is not said is `All` and `true`. */
function ofKinds(selectors: readonly EventSelector[]): RecordedEvents {
  const known = selectors.length > 0 ? selectors : usual
  const management = known.filter(({ IncludeManagementEvents = true }) => IncludeManagementEvents)
  const takes = (kind: 'ReadOnly' | 'WriteOnly') =>
    management.some(({ ReadWriteType = 'All' }) => ReadWriteType === 'All' || ReadWriteType === kind)
  return {
    managementReads: takes('ReadOnly'),
    managementWrites: takes('WriteOnly'),
    leftOut: inOrder(management.flatMap((one) => one.ExcludeManagementEventSources ?? [])),
    dataEvents: known.some(({ DataResources = [] }) => DataResources.length > 0),
  }
}

/** CloudTrail API Reference, AdvancedEventSelector: an event is logged that fits all fields of one selector. */
function ofFields(selectors: readonly AdvancedEventSelector[]): RecordedEvents {
  const of = (category: string) =>
    selectors
      .map(({ FieldSelectors = [] }) => FieldSelectors)
      .filter((fields) => fields.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes(category)))
  const management = of('Management')
  const takes = (readOnly: 'true' | 'false') =>
    management.some((fields) =>
      fields.every(({ Field, Equals, NotEquals }) => {
        if (Field === 'eventCategory') return true
        if (Field === 'readOnly') return Equals?.includes(readOnly) ?? false
        // That single sources are left out is told by itself; with any other limit it is not all of them.
        return Field === 'eventSource' && NotEquals !== undefined && Equals === undefined
      }),
    )
  return {
    managementReads: takes('true'),
    managementWrites: takes('false'),
    leftOut: inOrder(
      management.flat().flatMap(({ Field, NotEquals }) => (Field === 'eventSource' ? (NotEquals ?? []) : [])),
    ),
    dataEvents: of('Data').length > 0,
  }
}
