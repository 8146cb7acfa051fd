import { describe, expect, test } from 'vitest'
import type { Json } from '../../../core/inventory/objects.ts'
import { parameterValues, readTemplate, stackOutputs, wantedResources } from './template.ts'

const place = {
  accountId: '111122223333',
  region: 'eu-west-1',
  stackId: 'arn:aws:cloudformation:…',
  stackName: 'trust',
}

const template = (parts: object) =>
  readTemplate(JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } }, ...parts }))

const propertiesOf = (properties: object, parts: object = {}, given: Record<string, string> = {}) => {
  const read = template({ ...parts, Resources: { Role: { Type: 'AWS::IAM::Role', Properties: properties } } })
  const values = parameterValues(
    read,
    Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  )
  return wantedResources(read, values, place)[0]?.properties(new Map())
}

describe('a template', () => {
  test('is JSON or YAML with the short forms of functions', () => {
    const yaml = readTemplate(
      [
        'Parameters:',
        '  Name: { Type: String }',
        'Conditions:',
        '  Named: !Not [!Equals [!Ref Name, ""]]',
        'Resources:',
        '  Role:',
        '    Type: AWS::IAM::Role',
        '    Properties:',
        '      RoleName: !If [Named, !Ref Name, !Ref "AWS::NoValue"]',
        '      Description: !Sub "${Name} in ${AWS::AccountId}, ${!Literally}"',
      ].join('\n'),
    )
    const values = parameterValues(yaml, [{ ParameterKey: 'Name', ParameterValue: 'reader' }])
    expect(wantedResources(yaml, values, place)[0]?.properties(new Map())).toEqual({
      RoleName: 'reader',
      Description: 'reader in 111122223333, ${Literally}',
    })
  })

  test('leaves out what is AWS::NoValue, in objects and in lists', () => {
    const none = { Ref: 'AWS::NoValue' }
    const parts = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } }
    expect(propertiesOf({ Path: none, Tags: ['x', { 'Fn::If': ['Never', 'y', none] }] }, parts)).toEqual({
      Tags: ['x'],
    })
  })

  test('joins, selects and splits', () => {
    const joined = { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }
    const second = { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }
    expect(propertiesOf({ Path: joined, Description: second })).toEqual({ Path: 'a-eu-west-1', Description: 'b' })
  })

  test('combines conditions, and a resource whose condition fails is not wanted', () => {
    const read = template({
      Conditions: {
        Yes: { 'Fn::Equals': ['a', 'a'] },
        No: { 'Fn::Not': [{ Condition: 'Yes' }] },
        Either: { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] },
        Both: { 'Fn::And': [{ Condition: 'No' }, { Condition: 'Yes' }] },
      },
      Resources: Object.fromEntries(
        ['Yes', 'No', 'Either', 'Both'].map((Condition) => [Condition, { Type: 'AWS::IAM::Role', Condition }]),
      ),
    })
    expect(wantedResources(read, new Map(), place).map(({ logicalId }) => logicalId)).toEqual(['Yes', 'Either'])
  })

  test('puts a resource after whatever it refers to, and refuses a circle', () => {
    const refersTo = (how: Json) => ({ Type: 'AWS::IAM::Policy', Properties: { Value: how } })
    const order = (Resources: Readonly<Record<string, Json>>) =>
      wantedResources(template({ Resources }), new Map(), place).map(({ logicalId }) => logicalId)
    expect(
      order({
        Late: refersTo({ 'Fn::Sub': 'a ${Middle.Arn} of ${AWS::Region}' }),
        Middle: refersTo([{ 'Fn::GetAtt': ['Early', 'Arn'] }]),
        Early: { Type: 'AWS::IAM::Role', DependsOn: 'First' },
        First: { Type: 'AWS::IAM::Role' },
      }),
    ).toEqual(['First', 'Early', 'Middle', 'Late'])
    expect(() => order({ One: refersTo({ Ref: 'Two' }), Two: refersTo({ Ref: 'One' }) })).toThrow(
      'Circular dependency between resources: [One, Two]',
    )
    expect(() => order({ One: refersTo({ Ref: 'Nothing' }) })).toThrow('Unresolved resource dependencies [Nothing]')
  })

  test('gives outputs from the attributes of what was made', () => {
    const read = template({
      Outputs: { Arn: { Description: 'of the role', Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    })
    const attributes = new Map([['Role', { Ref: 'reader', Arn: 'arn:aws:iam::111122223333:role/reader' }]])
    expect(stackOutputs(read, new Map(), place, attributes)).toEqual([
      { key: 'Arn', value: 'arn:aws:iam::111122223333:role/reader', description: 'of the role' },
    ])
  })

  test.each([
    ['', 'Either Template URL or Template Body must be specified.'],
    ['just words', 'Template format error: unsupported structure.'],
    ['{"Resources": {}}', 'Template format error: At least one Resources member must be defined.'],
  ])('is refused: %s', (text, message) => {
    expect(() => readTemplate(text)).toThrow(message)
  })
})

describe('parameters', () => {
  const read = template({
    Parameters: {
      ExternalID: { Type: 'String', MinLength: 2, MaxLength: 8, AllowedPattern: '[\\w-]+' },
      Flag: { Type: 'String', AllowedValues: ['true', 'false'], Default: 'false' },
    },
  })
  const values = (given: Record<string, string>) =>
    parameterValues(
      read,
      Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    )

  test('have defaults', () => {
    expect([...values({ ExternalID: 'abc' })]).toEqual([
      ['ExternalID', 'abc'],
      ['Flag', 'false'],
    ])
  })

  test.each([
    [{}, 'Parameters: [ExternalID] must have values'],
    [{ ExternalID: 'abc', Other: 'x' }, 'Parameters: [Other] do not exist in the template'],
    [{ ExternalID: 'a' }, "Parameter 'ExternalID' must contain at least 2 characters"],
    [{ ExternalID: 'far too long' }, "Parameter 'ExternalID' must match pattern [\\w-]+"],
    [{ ExternalID: 'abcdefghi' }, "Parameter 'ExternalID' must contain at most 8 characters"],
    [{ ExternalID: 'abc', Flag: 'yes' }, "Parameter 'Flag' must be one of AllowedValues"],
  ])('are refused: %j', (given, message) => {
    expect(() => values(given)).toThrow(message)
  })

  test('keep their value where the update says so', () => {
    const before = new Map([['ExternalID', 'before']])
    const given = [{ ParameterKey: 'ExternalID', UsePreviousValue: true }]
    expect(parameterValues(read, given, before).get('ExternalID')).toBe('before')
  })
})
