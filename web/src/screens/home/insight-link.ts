import type { InsightQuestion } from '../../api/schema.ts'
import type { AskSearch } from '../../search.ts'

export type InsightLink =
  | { readonly to: '/access/ask'; readonly search: AskSearch }
  | { readonly to: '/access/principals/$'; readonly params: { readonly _splat: string } }
  | { readonly to: '/access/accounts/$account'; readonly params: { readonly account: string } }

/** The address of the picture that proves an insight. */
export function linkOf(question: InsightQuestion): InsightLink {
  switch (question.ask) {
    case 'who-can': {
      const { holder, ...asked } = question
      return { to: '/access/ask', search: { ...asked, chosen: holder } }
    }
    case 'can':
    case 'paths':
      return { to: '/access/ask', search: question }
    case 'principal': {
      // What is told of a root user, its password and MFA, stands on the page of its account.
      const account = /^arn:[^:]*:iam::(\d{12}):root$/.exec(question.arn)?.[1]
      if (account !== undefined) return { to: '/access/accounts/$account', params: { account } }
      return { to: '/access/principals/$', params: { _splat: question.arn } }
    }
  }
}

const pictures: Readonly<Record<InsightQuestion['ask'], string>> = {
  'who-can': 'See who can',
  can: 'See why',
  paths: 'See the path',
  principal: 'See who it is',
}

/** What the link shows, in two or three words. */
export const pictureName = ({ ask }: InsightQuestion): string => pictures[ask]
