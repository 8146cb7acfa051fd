import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesAction, matchesResource } from './glob.ts'
import { foldLines, layPolicy, lineText } from './policy-lines.ts'

const policy = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
    {
      Sid: 'ReadLake',
      Effect: 'Allow',
      Action: ['s3:GetObject*', 's3:ListBucket'],
      Resource: [
        'arn:aws:s3:::larkfield-trail-with-a-rather-long-name-*',
        'arn:aws:s3:::larkfield-lake-with-a-rather-long-name-*/*',
      ],
    },
  ],
}
const deciding = {
  statement: 1,
  action: 's3:getobject',
  resource: 'arn:aws:s3:::larkfield-lake-with-a-rather-long-name-x/secret.csv',
}

describe('layPolicy', () => {
  test('the printed text is the document again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, statement) => {
        const document = { Version: '2012-10-17', Statement: [value, { Effect: 'Deny', Action: '*', Resource: '*' }] }
        const text = layPolicy(document, { ...deciding, statement })
          .map(lineText)
          .join('\n')
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)))
      }),
    )
  })

  test('underlines what matched and nothing else', () => {
    const marks = layPolicy(policy, deciding).flatMap((line) => line.segments.filter((segment) => segment.mark))
    expect(marks.map((mark) => mark.text)).toEqual([
      's3:GetObject*',
      'arn:aws:s3:::larkfield-lake-with-a-rather-long-name-*/*',
    ])
  })

  test('highlights the lines that bear on the decision', () => {
    const lines = layPolicy(policy, deciding)
    expect(lines.filter((line) => line.hit).map((line) => lineText(line).trim())).toEqual([
      '"Effect": "Allow",',
      '"Action": ["s3:GetObject*", "s3:ListBucket"],',
      '"Resource": [',
      '"arn:aws:s3:::larkfield-lake-with-a-rather-long-name-*/*"',
      ']',
    ])
    expect(lines.filter((line) => line.inside)).toHaveLength(9)
  })

  test('a single statement without a list keeps its form', () => {
    const single = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
    const lines = layPolicy(single, { statement: 0, action: 's3:GetObject', resource: '*' })
    expect(JSON.parse(lines.map(lineText).join('\n'))).toEqual(single)
    expect(lines.filter((line) => line.hit)).toHaveLength(3)
  })
})

test('long lists fold around what matched, and nothing is lost', () => {
  const actions = Array.from({ length: 300 }, (_, at) => `ec2:DescribeThing${at}`)
  const long = { Statement: [{ Effect: 'Allow', Action: [...actions, 's3:GetObject', ...actions], Resource: '*' }] }
  const lines = layPolicy(long, { statement: 0, action: 's3:GetObject', resource: '*' })
  const folded = foldLines(lines)
  expect(folded.length).toBeLessThan(40)
  expect(folded.flatMap((part) => ('from' in part ? part.lines : [part]))).toEqual(lines)
  expect(
    folded.some((part) => 'segments' in part && part.segments.some((segment) => segment.text === 's3:GetObject')),
  ).toBe(true)
})

test('patterns match as IAM’s do', () => {
  expect(matchesAction('S3:get*', 's3:GetObject')).toBe(true)
  expect(matchesAction('s3:Get?bject', 's3:GetObject')).toBe(true)
  expect(matchesResource('arn:aws:s3:::lake/*', 'arn:aws:s3:::lake/a/b')).toBe(true)
  expect(matchesResource('arn:aws:s3:::Lake/*', 'arn:aws:s3:::lake/a')).toBe(false)
  expect(matchesResource('arn:aws:s3:::home/${aws:username}/*', 'arn:aws:s3:::home/sam/x')).toBe(true)
  expect(matchesResource('arn:aws:s3:::a.b', 'arn:aws:s3:::aXb')).toBe(false)
})
