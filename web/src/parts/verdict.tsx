import { Fragment, type ReactNode } from 'react'
import { classesOf } from '../classes.ts'
import styles from './verdict.module.css'

const cx = classesOf(styles)

/** Bailiwick's own voice: one sentence that stands above everything else on its screen. */
export function Verdict(props: {
  readonly size?: 'small' | 'big'
  readonly as?: 'h1' | 'p'
  readonly live?: boolean
  readonly children: ReactNode
}) {
  const Tag = props.as ?? 'h1'
  return (
    <Tag className={cx('verdict', props.size)} {...(props.live && { 'aria-live': 'polite' })}>
      {props.children}
    </Tag>
  )
}

/** Longer names may break; shorter ones never do. In characters, about a phone's line. */
const longestUnbroken = 26

const unbroken = (name: string) => (name.length <= longestUnbroken ? cx('whole') : undefined)

export function Bold(props: { readonly children: string }) {
  return <b className={unbroken(props.children)}>{props.children}</b>
}

/** A name that is not what the sentence is about. */
export function Name(props: { readonly children: string }) {
  return <span className={unbroken(props.children)}>{props.children}</span>
}

const smallNumbers = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'] as const

/** Numbers under ten as words in verdicts, as figures elsewhere. `start`: at the head of a sentence. */
export function inWords(count: number, start = false): string {
  const word = smallNumbers[count]
  if (word === undefined) return figure(count)
  return start ? word : word.toLowerCase()
}

const figures = new Intl.NumberFormat('en')
export const figure = (count: number): string => figures.format(count)

/** `1 account`, `12 accounts`; irregular plurals are given. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Sets the first mention of at most two of `names` in bold, in a sentence that the server wrote. */
export function Emphasized(props: { readonly sentence: string; readonly names: readonly string[] }) {
  const { sentence } = props
  const names = props.names.filter((name) => name !== '' && sentence.includes(name)).slice(0, 2)
  if (names.length === 0) return sentence
  const left = new Set(names)
  const parts = sentence.split(new RegExp(`(?<![\\w-])(${names.map(literal).join('|')})(?![\\w-])`))
  return parts.map((part, at) => {
    const key = `${at}:${part}`
    if (!left.delete(part)) return <Fragment key={key}>{part}</Fragment>
    return <Bold key={key}>{part}</Bold>
  })
}
