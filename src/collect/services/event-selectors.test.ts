import { expect, test } from 'vitest'
import { recordedEvents } from './event-selectors.ts'

/** Selectors as CloudTrail's own documentation prints them: PutEventSelectors, and the User Guide's "Logging management events". */
test.each([
  [
    'nothing said: all management events, no data events',
    {},
    { managementReads: true, managementWrites: true, leftOut: [], dataEvents: false },
  ],
  [
    'write-only',
    { EventSelectors: [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }] },
    { managementReads: false, managementWrites: true, leftOut: [], dataEvents: false },
  ],
  [
    'without KMS and the RDS Data API',
    {
      EventSelectors: [
        {
          ReadWriteType: 'All' as const,
          IncludeManagementEvents: true,
          ExcludeManagementEventSources: ['rdsdata.amazonaws.com', 'kms.amazonaws.com'],
        },
      ],
    },
    {
      managementReads: true,
      managementWrites: true,
      leftOut: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'],
      dataEvents: false,
    },
  ],
  [
    'data events alone',
    {
      EventSelectors: [
        {
          ReadWriteType: 'All' as const,
          IncludeManagementEvents: false,
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
        },
      ],
    },
    { managementReads: false, managementWrites: false, leftOut: [], dataEvents: true },
  ],
  [
    'reads and writes by two selectors',
    {
      EventSelectors: [
        { ReadWriteType: 'ReadOnly' as const, IncludeManagementEvents: true },
        { ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true },
      ],
    },
    { managementReads: true, managementWrites: true, leftOut: [], dataEvents: false },
  ],
  [
    'advanced: all management events, and the objects of S3',
    {
      AdvancedEventSelectors: [
        { Name: 'Management', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        {
          Name: 'S3',
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
          ],
        },
      ],
    },
    { managementReads: true, managementWrites: true, leftOut: [], dataEvents: true },
  ],
  [
    'advanced: writes, without KMS',
    {
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] },
            { Field: 'readOnly', Equals: ['false'] },
          ],
        },
      ],
    },
    { managementReads: false, managementWrites: true, leftOut: ['kms.amazonaws.com'], dataEvents: false },
  ],
  [
    'advanced: management events of one source are not management events',
    {
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'eventSource', Equals: ['iam.amazonaws.com'] },
          ],
        },
      ],
    },
    { managementReads: false, managementWrites: false, leftOut: [], dataEvents: false },
  ],
])('%s', (_, selectors, expected) => {
  expect(recordedEvents(selectors)).toEqual(expected)
})
