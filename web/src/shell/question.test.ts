import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actionFor, askOf, filled, isVerb, lacks, printed, readTyped, type Sentence, typedInto } from './question.ts'

const sentenceOf = (typed: string): Sentence | undefined => {
  const reading = readTyped(typed)
  return reading.kind === 'question' ? reading.sentence : undefined
}
const asked = (typed: string) => {
  const sentence = sentenceOf(typed)
  return sentence && lacks(sentence) === undefined ? askOf(sentence) : undefined
}

describe('what can be asked as it stands', () => {
  test.each([
    ['who can s3:GetObject on cardholder', { ask: 'who-can', action: 's3:GetObject', resource: 'cardholder' }],
    ['Who can kms:Decrypt?', { ask: 'who-can', action: 'kms:Decrypt' }],
    ['who can read cardholder', { ask: 'who-can', action: 's3:GetObject', resource: 'cardholder' }],
    ['which principals can write to  lake', { ask: 'who-can', action: 's3:PutObject', resource: 'lake' }],
    ['who can assume release-bot', { ask: 'who-can', action: 'sts:AssumeRole', resource: 'release-bot' }],
    ['who can reach lake', { ask: 'paths', to: 'lake' }],
    ['who has access to lake', { ask: 'paths', to: 'lake' }],
    ['who can become administrator', { ask: 'paths' }],
    ['what can Sam do?', { ask: 'what-can', principal: 'Sam' }],
    ['what can etl-nightly', { ask: 'what-can', principal: 'etl-nightly' }],
    ['what can Dario Ricci do', { ask: 'what-can', principal: 'Dario Ricci' }],
    ['what can sam do on lake', { ask: 'paths', from: 'sam', to: 'lake' }],
    ['how does ci-deployer reach release-bot?', { ask: 'paths', from: 'ci-deployer', to: 'release-bot' }],
    ['how does ci-deployer reach admin', { ask: 'paths', from: 'ci-deployer' }],
    ['how can anybody become an administrator', { ask: 'paths' }],
    ['can sam s3:PutObject on lake/*', { ask: 'can', principal: 'sam', action: 's3:PutObject', resource: 'lake/*' }],
    ['can sam read lake', { ask: 'can', principal: 'sam', action: 's3:GetObject', resource: 'lake' }],
    [
      'can Dario Ricci delete lake',
      { ask: 'can', principal: 'Dario Ricci', action: 's3:DeleteObject', resource: 'lake' },
    ],
    ['can sam reach lake', { ask: 'paths', from: 'sam', to: 'lake' }],
    ['what if', { ask: 'what-if' }],
  ])('%s', (typed, search) => {
    expect(asked(typed)).toEqual(search)
  })

  test('a verb means what the type of the resource makes of it', () => {
    const sentence = sentenceOf('who can read card-key')
    expect(sentence && askOf(sentence, { resourceType: 'kms:key' })).toMatchObject({ action: 'kms:Decrypt' })
    expect(actionFor('write', 'lambda:function')).toBe('lambda:UpdateFunctionCode')
    expect(actionFor('invoke', 's3:bucket')).toBe('lambda:InvokeFunction')
  })

  test('a policy is tried without by its reference', () => {
    const sentence = sentenceOf('what if I remove LakeWrite')
    expect(sentence).toMatchObject({ ask: 'what-if', policy: 'LakeWrite', open: 'policy' })
    expect(sentence && askOf(sentence, { policyRef: 'p-17' })).toEqual({ ask: 'what-if', edit: 'p-17' })
  })
})

describe('what is being typed can be completed', () => {
  test.each([
    ['who can', 'action', ''],
    ['who can s3:Get', 'action', 's3:Get'],
    ['who can read car', 'resource', 'car'],
    ['who can s3:GetObject on ', 'resource', ''],
    ['what can et', 'principal', 'et'],
    ['can sa', 'principal', 'sa'],
    ['can sam s3:', 'action', 's3:'],
    ['can sam read la', 'resource', 'la'],
    ['how does ci', 'principal', 'ci'],
    ['how does ci-deployer reach rel', 'end', 'rel'],
    ['what if I remove La', 'policy', 'La'],
  ])('%s', (typed, open, part) => {
    const sentence = sentenceOf(typed)
    expect(sentence?.open).toBe(open)
    expect(sentence && typedInto(sentence)).toBe(part)
  })

  test('and says what it still needs', () => {
    expect(lacks({ ask: 'who-can' })).toContain('s3:GetObject')
    expect(lacks({ ask: 'who-can', action: 'read' })).toBe('read what?')
    expect(lacks({ ask: 'can', action: 's3:GetObject' })).toBe('Can who?')
    expect(lacks({ ask: 'what-can' })).toBe('What can who?')
  })
})

test.each([
  ['who is admin', { kind: 'administrators' }],
  ['who are the administrators', { kind: 'administrators' }],
  ['what changed', { kind: 'changes', since: undefined }],
  ['what has changed since 3 May', { kind: 'changes', since: '3 May' }],
  ['sam', { kind: 'name', text: 'sam' }],
  ['candidate-api', { kind: 'name', text: 'candidate-api' }],
  ['whoever', { kind: 'name', text: 'whoever' }],
  ['', { kind: 'name', text: '' }],
])('“%s” is no question about access', (typed, reading) => {
  expect(readTyped(typed)).toEqual(reading)
})

test.each([
  ['who can frobnicate lake', 'frobnicate'],
  ['why is the sky blue', 'begin with'],
  ['what if pigs fly', 'removed or edited'],
])('“%s” is answered with what was not understood', (typed, why) => {
  expect(readTyped(typed)).toMatchObject({ kind: 'unclear', why: expect.stringContaining(why) })
})

describe('for whatever is typed', () => {
  const reserved =
    /^(?:an?|the|do|on|in|to|of|from|be|call|reach|access|become|get|at|with|admin\w*|anybody|anyone|everybody|somebody|someone|objects|policy)$/i
  const name = fc
    .stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,11}$/)
    .filter((word) => !reserved.test(word) && !isVerb(word.toLowerCase()))
  const action = fc.oneof(
    fc.constantFrom('s3:GetObject', 'kms:Decrypt', 'iam:*'),
    fc.constantFrom('read', 'write', 'assume'),
  )
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const sentence: fc.Arbitrary<Sentence> = fc.oneof(
    fc.record({ ask: fc.constant('who-can' as const), action, resource: name }),
    fc.record({ ask: fc.constant('can' as const), principal: name, action, resource: name }),
    fc.record({ ask: fc.constant('what-can' as const), principal: name }),
    fc
      .record({ ask: fc.constant('paths' as const), from: optional(name), to: optional(name) })
      .map(({ ask, from, to }) => ({ ask, ...(from !== undefined && { from }), ...(to !== undefined && { to }) })),
    fc.record({ ask: fc.constant('what-if' as const), policy: name }),
  )

  test('what is printed is read back', () => {
    fc.assert(
      fc.property(sentence, (one) => {
        const { open: _, ...read } = sentenceOf(printed(one)) ?? {}
        expect(read).toEqual(one)
      }),
    )
  })

  test('completing changes the open part and nothing else', () => {
    fc.assert(
      fc.property(sentence, name, (one, value) => {
        const read = sentenceOf(printed(one))
        if (read?.open === undefined) return
        const after = filled(read, value)
        expect(typedInto({ ...after, open: read.open })).toBe(value)
        expect(filled({ ...after, open: read.open }, typedInto(read))).toEqual({ ...read, open: undefined })
      }),
    )
  })

  test('reading never fails, and a question never has an empty part', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .tuple(fc.constantFrom('who can ', 'can ', 'what can ', 'how does ', 'what if '), fc.string())
            .map((words) => words.join('')),
        ),
        (typed) => {
          const reading = readTyped(typed)
          if (reading.kind !== 'question') return
          expect(Object.values(reading.sentence)).not.toContain('')
        },
      ),
    )
  })
})
