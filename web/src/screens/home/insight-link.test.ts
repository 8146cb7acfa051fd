import { expect, it } from 'vitest'
import { linkOf } from './insight-link.ts'

it('leads to the question, with the one it is about chosen', () => {
  const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/*', context: ['aws:SecureTransport=true'] }
  expect(linkOf({ ask: 'who-can', ...asked, holder: '*' })).toEqual({
    to: '/access/ask',
    search: { ask: 'who-can', ...asked, chosen: '*' },
  })
  expect(linkOf({ ask: 'paths', from: 'arn:aws:iam::999999999999:root', to: 'admin' })).toMatchObject({
    search: { ask: 'paths', from: 'arn:aws:iam::999999999999:root', to: 'admin' },
  })
})

it('leads to the principal itself', () => {
  const arn = 'arn:aws:iam::111111111111:role/Admin'
  expect(linkOf({ ask: 'principal', arn })).toEqual({ to: '/access/principals/$', params: { _splat: arn } })
})

it('leads to the account of a root user, where its password and MFA are told', () => {
  expect(linkOf({ ask: 'principal', arn: 'arn:aws:iam::111111111111:root' })).toEqual({
    to: '/access/accounts/$account',
    params: { account: '111111111111' },
  })
})
