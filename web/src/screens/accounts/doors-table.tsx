import { Link } from '@tanstack/react-router'
import type { AccountDetail, AccountDoor } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { NameCell } from '../../parts/data-table.tsx'
import { layout } from '../../parts/layout.tsx'
import { Severity } from '../../parts/marks.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { adminWords } from '../principals/words.ts'
import styles from './accounts.module.css'
import { callersOf, doorIcon, doorKindWords } from './words.ts'

const cx = classesOf(styles)

/** Roles named in a row before the rest is counted. */
const namedRoles = 4

export function DoorsTable(props: { readonly of: AccountDetail }) {
  return (
    <div className={layout('scroll')}>
      <table className={`${table('table')} ${cx('doors')}`} aria-label="Who comes in">
        <thead>
          <tr>
            <th scope="col">Who comes in</th>
            <th scope="col">As</th>
            <th scope="col" className={table('optional')}>
              If
            </th>
            <th scope="col">Administrator</th>
          </tr>
        </thead>
        <tbody>
          {props.of.doors.map((door) => (
            <tr key={`${door.kind} ${door.id}`}>
              <td>
                <NameCell
                  icon={doorIcon[door.kind]}
                  name={<DoorName of={door} />}
                  below={
                    <>
                      {doorKindWords[door.kind]}
                      {door.callers !== undefined && `, ${callersOf(door)}`}
                    </>
                  }
                />
              </td>
              <td className={text('breakable')}>
                {door.roles.slice(0, namedRoles).map((role, at) => (
                  <span key={role.arn}>
                    {at > 0 && ', '}
                    <Link to="/access/principals/$" params={{ _splat: role.arn }}>
                      {role.name}
                    </Link>
                  </span>
                ))}
                {door.roleCount > namedRoles && (
                  <span className={text('faint')}> and {counted(door.roleCount - namedRoles, 'more role')}</span>
                )}
              </td>
              <td className={`${table('optional')} ${text('muted', 'breakable')}`}>{conditionOf(door)}</td>
              <td>
                {door.admin === 'yes' ? (
                  <Severity level="high">yes</Severity>
                ) : door.admin === 'unknown' ? (
                  <span className={text('tag', 'unknownTag')}>unknown</span>
                ) : (
                  <span className={text(door.admin === 'no' ? 'faint' : 'muted')}>{adminWords[door.admin]}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DoorName(props: { readonly of: AccountDoor }) {
  const { kind, id, name, isOurs } = props.of
  if (kind !== 'account' || !isOurs) return <span className={text('m', 'breakable')}>{name}</span>
  return (
    <Link className={text('m', 'breakable')} to="/access/accounts/$account" params={{ account: id }}>
      {name}
    </Link>
  )
}

/** The one condition that all of its roles ask for; several are told on the page of each. */
function conditionOf({ roles }: AccountDoor): string {
  const conditions = [...new Set(roles.map(({ conditionText = '' }) => conditionText))]
  const [only = ''] = conditions
  if (conditions.length > 1) return 'depends on the role'
  return only
}

export const doorsCsv = ({ doors }: AccountDetail): string =>
  csvOf([
    ['kind', 'id', 'name', 'callers', 'roles', 'admin', 'role', 'roleArn', 'decision', 'condition'],
    ...doors.flatMap((door) =>
      door.roles.map((role) => [
        door.kind,
        door.id,
        door.name,
        String(door.callers ?? ''),
        String(door.roleCount),
        role.admin,
        role.name,
        role.arn,
        role.decision,
        role.conditionText ?? '',
      ]),
    ),
  ])
