import { Fragment } from 'react'
import { shortArn } from './arn.ts'
import { text } from './text.ts'

/** What fits in a line of prose, in characters. */
const room = 44

/** A sentence from the server, with ARNs set in AWS’s own voice and shortened; their full text stays on hover and when copied. */
export function Prose(props: { readonly children: string }) {
  const parts = props.children.split(/(arn:[\w-]+:[\w-]*:[\w-]*:\d*:[\w+=,.@:/*-]*[\w*])/)
  return parts.map((part, at) => {
    const key = `${at}:${part}`
    return at % 2 === 0 ? (
      <Fragment key={key}>{part}</Fragment>
    ) : (
      <span key={key} className={text('mono')} title={part}>
        {shortArn(part, room)}
      </span>
    )
  })
}
