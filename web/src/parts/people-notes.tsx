import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { integrationsQuery } from '../api/queries.ts'
import type { Integration } from '../api/schema.ts'
import { State } from './marks.tsx'
import { Prose } from './prose.tsx'
import { text } from './text.ts'

/** Why people may be missing from a list, and the page of the connection that would bring them. */
export function PeopleNotes(props: { readonly notes: readonly string[] | undefined }) {
  const { notes = [] } = props
  const cards = useQuery({ ...integrationsQuery, enabled: notes.length > 0 })
  if (notes.length === 0) return null
  const card = cards.data && cardOfPeople(cards.data)
  return (
    <>
      {notes.map((note) => (
        <p key={note} className={text('muted')}>
          <State tone="warn" shape="triangle">
            <span className={text('hidden')}>Not read:</span>
          </State>{' '}
          <Prose>{note}</Prose>{' '}
          {card === undefined ? (
            <Link to="/integrations">What is connected</Link>
          ) : (
            <Link to="/integrations/$id" params={{ id: card.id }} search={tabOf(card)}>
              {card.kind === 'aws_identity_center' ? 'What is missing' : 'See what it reads'}
            </Link>
          )}
        </p>
      ))}
    </>
  )
}

/** The card of Identity Center; where there is none, the connection that could have one. */
const cardOfPeople = (cards: readonly Integration[]): Integration | undefined =>
  cards.find(({ kind }) => kind === 'aws_identity_center') ??
  cards.find(({ kind, method }) => kind === 'aws' && method !== 'import')

const tabOf = ({ kind }: Integration) =>
  kind === 'aws_identity_center' ? { tab: 'permissions' as const } : { tab: 'settings' as const }
