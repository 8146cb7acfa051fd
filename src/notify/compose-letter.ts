/** A notice as a mail: the same words as text and as HTML. Nothing is loaded from anywhere, and nothing can be decided in it. */
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Letter, NoticeWords } from '../app/ports/notices.ts'
import { inOneLine } from '../core/notices/plain-text.ts'
import type { Sender } from './sender.ts'

export interface LetterFrame {
  readonly from: Sender
  /** The address people use. */
  readonly consoleUrl: string
}

/** The whole message, headers and body, in seven bits. */
export function composeLetter({ id, to, at, words }: Letter, { from, consoleUrl }: LetterFrame): Promise<Buffer> {
  const link = `${consoleUrl.replace(/\/+$/, '')}${words.link.path}`
  const composer = new MailComposer({
    from,
    to: { name: '', address: to },
    subject: inOneLine(words.title),
    date: new Date(at),
    messageId: `<${id}@${from.address.split('@')[1]}>`,
    // RFC 3834 §5: no automatic answers, and no holiday notes, to this.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: textOf(words, link, to),
    html: htmlOf(words, link, to),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

const footer = (to: string): string =>
  `Bailiwick wrote this to ${to} by itself; nobody reads an answer. Who is written to is set in the console.`

function textOf({ paragraphs, facts, link: { label } }: NoticeWords, link: string, to: string): string {
  const parts = [
    ...paragraphs.map(inOneLine),
    ...(facts.length > 0 ? [facts.map(({ name, value }) => inOneLine(`${name}: ${value}`)).join('\n')] : []),
    `${inOneLine(label)}: ${link}`,
    `-- \n${footer(to)}`,
  ]
  return `${parts.join('\n\n')}\n`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** As the text of an element or the value of a quoted attribute. */
const escapeHtml = (text: string): string => inOneLine(text).replace(/[&<>"']/g, (found) => entities[found] ?? '')

/** Mail programs know no style sheets worth the name: each element carries its own. */
const styles = {
  body: 'margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif',
  title: 'margin:0 0 16px;font-size:20px;line-height:1.3',
  paragraph: 'margin:0 0 12px;max-width:38em',
  name: 'padding:2px 16px 2px 0;text-align:left;font-weight:400;opacity:.75',
  link: 'display:inline-block;padding:8px 14px;border:1px solid currentColor;border-radius:6px',
  footer: 'margin:24px 0 0;font-size:13px;opacity:.75',
} as const

function htmlOf({ title, paragraphs, facts, link: { label } }: NoticeWords, link: string, to: string): string {
  const rows = facts.map(
    ({ name, value }) =>
      `<tr><th scope="row" style="${styles.name}">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title></head><body style="${styles.body}">`,
    `<h1 style="${styles.title}">${escapeHtml(title)}</h1>`,
    ...paragraphs.map((one) => `<p style="${styles.paragraph}">${escapeHtml(one)}</p>`),
    ...(rows.length > 0 ? [`<table style="margin:0 0 12px;border-collapse:collapse">${rows.join('')}</table>`] : []),
    `<p style="margin:20px 0"><a href="${escapeHtml(link)}" style="${styles.link}">${escapeHtml(label)}</a></p>`,
    `<p style="${styles.footer}">${escapeHtml(footer(to))}</p>`,
    '</body></html>',
  ].join('\n')
}
