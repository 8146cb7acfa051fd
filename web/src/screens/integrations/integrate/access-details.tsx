import { Fragment } from 'react'

/** An address ends before a full stop or a bracket that closes the sentence. */
const address = /(https:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/

/** Plain text with its links, as the portal shows it: nothing in it is read as markup. */
export function AccessDetails(props: { readonly of: string }) {
  return (
    <p style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
      {props.of
        .trim()
        .split(address)
        .map((part, at) => {
          const key = `${at}:${part}`
          if (at % 2 === 0) return <Fragment key={key}>{part}</Fragment>
          return (
            <a key={key} href={part} target="_blank" rel="noreferrer noopener">
              {part}
            </a>
          )
        })}
    </p>
  )
}
