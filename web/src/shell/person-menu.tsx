import { Menu, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import { classesOf } from '../classes.ts'
import { Icon } from '../parts/icon.tsx'
import { menuLook } from '../parts/menu.ts'
import { text } from '../parts/text.ts'
import styles from './shell.module.css'

const cx = classesOf(styles)

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .flatMap((word) => word.slice(0, 1))
    .slice(0, 2)
    .join('')
    .toUpperCase()

export const themes = [
  { value: 'auto', name: 'As the system' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
] as const

const themeOf = (value: string) => themes.find((theme) => theme.value === value)?.value ?? 'auto'

const roleNames: Readonly<Record<string, string>> = {
  administrator: 'Administrator',
  'integration-admin': 'Integration admin',
  'access-admin': 'Access admin',
  auditor: 'Auditor',
  member: 'Member',
}
export const roleName = (role: string): string => roleNames[role] ?? role

/** Ends the session on the server and goes to the door by a new page, which has forgotten everything that was read here. */
export async function signOut(): Promise<void> {
  await call('DELETE /session', {})
  window.location.assign('/sign-in')
}

export function PersonMenu(props: { readonly className: string; readonly wordClass: string }) {
  const { data: session } = useQuery(sessionQuery)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const navigate = useNavigate()
  if (!session) return null
  return (
    <Menu position="top-start" width={208} shadow="none" {...menuLook} loop>
      <Menu.Target>
        <button type="button" className={props.className}>
          <span className={cx('avatar')} aria-hidden="true">
            {initials(session.user.name)}
          </span>
          <span className={props.wordClass}>
            <span className={text('m', 'ellipsis')}>{session.user.name}</span>
            <span className={text('s12', 'faint', 'ellipsis')}>{roleName(session.user.roles[0] ?? 'member')}</span>
            <span className={text('hidden')}>: settings, notices, theme, sign out</span>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="settings" />} onClick={() => void navigate({ to: '/settings' })}>
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="send" />} onClick={() => void navigate({ to: '/notices' })}>
          Notices
        </Menu.Item>
        <Menu.Divider />
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(themeOf(value))}>
          {themes.map((theme) => (
            <Menu.RadioItem
              key={theme.value}
              value={theme.value}
              closeMenuOnClick
              checkIcon={<Icon name="check" size={14} />}
            >
              {theme.name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
