import { useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { sessionQuery, statusQuery } from '../../api/queries.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { ScreenPage, Section } from '../../parts/layout.tsx'
import { text } from '../../parts/text.ts'
import { Bold, Verdict } from '../../parts/verdict.tsx'
import { roleName, signOut, themes } from '../../shell/person-menu.tsx'
import { account } from './frame.tsx'

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

export function SettingsScreen() {
  const { data: session } = useQuery(sessionQuery)
  const { data: status } = useQuery(statusQuery)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  if (!session) return null
  return (
    <ScreenPage>
      <Verdict>
        You are <Bold>{session.user.name}</Bold>, and this console looks the way you like it.
      </Verdict>
      <Section title="Profile">
        <dl className={account('facts')}>
          <dt>Name</dt>
          <dd>{session.user.name}</dd>
          <dt>Email</dt>
          <dd className={text('mono', 'inkMono')}>{session.user.email}</dd>
          <dt>Console roles</dt>
          <dd>{session.user.roles.map(roleName).join(', ')}</dd>
          <dt>Session</dt>
          <dd>
            <Button size="small" onClick={() => void signOut()}>
              Sign out
            </Button>
          </dd>
        </dl>
      </Section>
      <Section title="Appearance">
        <dl className={account('facts')}>
          <dt>Theme</dt>
          <dd>
            <Segments
              label="Theme"
              value={colorScheme}
              options={themes.map((theme) => ({ value: theme.value, label: theme.name }))}
              onChange={setColorScheme}
            />
          </dd>
          <dt>Times</dt>
          <dd>
            {zone === 'UTC' ? zone : `${zone}, with UTC beside them`}{' '}
            <span className={text('faint')}>(from this browser)</span>
          </dd>
        </dl>
      </Section>
      <Section title="This Bailiwick">
        <dl className={account('facts')}>
          <dt>Version</dt>
          <dd className={text('mono', 'inkMono')}>{status?.version ?? '…'}</dd>
          <dt>API</dt>
          <dd>
            <a href="/api/v1/openapi.json">OpenAPI document</a>
          </dd>
        </dl>
      </Section>
    </ScreenPage>
  )
}
