import { Link } from '@tanstack/react-router'
import type { Integration } from '../../api/schema.ts'
import { AccountId, Arn } from '../../parts/identifiers.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'

/** A card that was added from the recommendations: where it was seen, and the roles that its people and workloads take. */
export function DiscoveredTab(props: { readonly of: NonNullable<Integration['discovered']> }) {
  const { evidence, roles } = props.of
  return (
    <div className={layout('stack')}>
      <Section title="Roles" aside={`${counted(roles.length, 'role')} let it in`}>
        {roles.length === 0 ? (
          <p className={text('muted')} style={{ paddingTop: 10 }}>
            No role that was read trusts it.
          </p>
        ) : (
          <table className={table('table')} aria-label="Roles">
            <tbody>
              {roles.map((role) => (
                <tr key={role.arn}>
                  <td>
                    <Link to="/access/principals/$" params={{ _splat: role.arn }}>
                      <Arn value={role.arn} room={72} />
                    </Link>
                  </td>
                  <td className={text('right')}>
                    <AccountId value={role.accountId} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
      <Section title="Evidence" aside={counted(evidence.length, 'place')}>
        <table className={table('table')} aria-label="Evidence">
          <tbody>
            {evidence.map((one) => (
              <tr key={one.arn}>
                <td>
                  <Arn value={one.arn} room={72} />
                  <br />
                  <span className={text('s12', 'muted')}>{one.detail}</span>
                </td>
                <td className={text('right')}>
                  <AccountId value={one.accountId} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </div>
  )
}
