import { type ButtonHTMLAttributes, type MouseEvent, useEffect, useRef, useState } from 'react'
import { useWhyOff } from '../as-of.ts'
import { classesOf } from '../classes.ts'
import styles from './button.module.css'
import { Icon } from './icon.tsx'

const cx = classesOf(styles)

export type ButtonLook = 'plain' | 'main' | 'quiet' | 'bad'
export type ButtonSize = 'small' | 'large'

/** The class for anything that looks like a button: one of ours, or a link. */
export const buttonClass = (look: ButtonLook = 'plain', size?: ButtonSize, square = false): string =>
  cx('button', look !== 'plain' && look, size, square && 'square')

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  readonly look?: ButtonLook
  readonly size?: ButtonSize
  /** Only an icon: `aria-label` is then needed. */
  readonly square?: boolean
  /** It changes something: off while somebody looks at the past, and it says why. */
  readonly acts?: boolean
}

export function Button({ look, size, square, type, acts, ...rest }: ButtonProps) {
  const whyOff = useWhyOff()
  const off = acts && whyOff !== undefined && { 'aria-disabled': true, title: whyOff, onClick: refuse }
  return <button type={type ?? 'button'} {...rest} {...off} className={buttonClass(look, size, square)} />
}

/** Also the Enter key in a form comes as a click on its button. */
const refuse = (event: MouseEvent<HTMLButtonElement>): void => event.preventDefault()

export function Segments<T extends string>(props: {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
}) {
  return (
    <fieldset className={cx('segments')} aria-label={props.label}>
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={cx('segment')}
          aria-pressed={option.value === props.value}
          onClick={() => props.onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}

/** How long the button says that it has copied (ms). */
const saysCopied = 1_600

/** Copies and says so in its own place. Without clipboard access (plain http elsewhere than localhost) it says that instead. */
export function CopyButton(props: {
  readonly value: string
  readonly label?: string
  readonly name: string
  readonly look?: ButtonLook
}) {
  const [said, setSaid] = useState<'copied' | 'refused' | undefined>()
  const timer = useRef<number | undefined>(undefined)
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const copy = async () => {
    const result = await navigator.clipboard.writeText(props.value).then(
      () => 'copied' as const,
      () => 'refused' as const,
    )
    setSaid(result)
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setSaid(undefined), saysCopied)
  }
  const words = said === 'copied' ? 'Copied' : said === 'refused' ? 'The browser refused' : props.label
  return (
    <Button
      look={props.look ?? 'quiet'}
      size="small"
      square={words === undefined}
      title={props.name}
      aria-label={words === undefined ? props.name : undefined}
      onClick={copy}
    >
      <Icon name={said === 'copied' ? 'check' : 'copy'} size={14} />
      <span aria-live="polite">{words}</span>
    </Button>
  )
}
