import type { ResourceDetail } from '../../api/schema.ts'
import { Section } from '../../parts/layout.tsx'
import { object } from '../../parts/object-head.tsx'
import { text } from '../../parts/text.ts'
import { factName, factText } from './fact-words.ts'

/** What was read of it beside policy and tags. What leads to something else stands among its connections. */
export function ResourceFacts(props: { readonly of: ResourceDetail }) {
  const { facts, connections } = props.of
  const linked = new Set(connections.filter(({ direction }) => direction === 'to').map(({ fact }) => fact))
  const own = Object.entries(facts).filter(([name]) => !linked.has(name))
  if (own.length === 0) return null
  return (
    <Section title="As AWS describes it">
      <dl className={object('facts')}>
        {own.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </Section>
  )
}

function Fact(props: { readonly name: string; readonly value: unknown }) {
  const told = factText(props.value)
  return (
    <>
      <dt>{factName(props.name)}</dt>
      <dd className={told.includes('\n') ? text('mono', 's12', 'breakable') : text('breakable')}>
        {told.split('\n').map((line, at) => (
          // Lines have no identity of their own, and never change places.
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
          <p key={at}>{line}</p>
        ))}
      </dd>
    </>
  )
}
