/** One icon per kind everywhere (look.md §7). Decisions, severities and states are drawn in marks.tsx, because they carry meaning. */
import IconAdjustments from '@tabler/icons-react/icons/IconAdjustmentsHorizontal'
import IconAlertTriangle from '@tabler/icons-react/icons/IconAlertTriangle'
import IconApps from '@tabler/icons-react/icons/IconApps'
import IconArrowDown from '@tabler/icons-react/icons/IconArrowDown'
import IconArrowUp from '@tabler/icons-react/icons/IconArrowUp'
import IconBrowser from '@tabler/icons-react/icons/IconBrowser'
import IconBucket from '@tabler/icons-react/icons/IconBucket'
import IconCheck from '@tabler/icons-react/icons/IconCheck'
import IconChevronDown from '@tabler/icons-react/icons/IconChevronDown'
import IconChevronLeft from '@tabler/icons-react/icons/IconChevronLeft'
import IconChevronRight from '@tabler/icons-react/icons/IconChevronRight'
import IconClock from '@tabler/icons-react/icons/IconClock'
import IconCloud from '@tabler/icons-react/icons/IconCloud'
import IconCopy from '@tabler/icons-react/icons/IconCopy'
import IconDatabase from '@tabler/icons-react/icons/IconDatabase'
import IconDownload from '@tabler/icons-react/icons/IconDownload'
import IconExternalLink from '@tabler/icons-react/icons/IconExternalLink'
import IconFileText from '@tabler/icons-react/icons/IconFileText'
import IconFolder from '@tabler/icons-react/icons/IconFolder'
import IconGitMerge from '@tabler/icons-react/icons/IconGitMerge'
import IconHome from '@tabler/icons-react/icons/IconHome'
import IconInbox from '@tabler/icons-react/icons/IconInbox'
import IconKey from '@tabler/icons-react/icons/IconKey'
import IconLambda from '@tabler/icons-react/icons/IconLambda'
import IconLayoutSidebar from '@tabler/icons-react/icons/IconLayoutSidebar'
import IconListCheck from '@tabler/icons-react/icons/IconListCheck'
import IconLogout from '@tabler/icons-react/icons/IconLogout'
import IconMenu2 from '@tabler/icons-react/icons/IconMenu2'
import IconMinus from '@tabler/icons-react/icons/IconMinus'
import IconPassword from '@tabler/icons-react/icons/IconPassword'
import IconPlayerPause from '@tabler/icons-react/icons/IconPlayerPause'
import IconPlayerPlay from '@tabler/icons-react/icons/IconPlayerPlay'
import IconPlug from '@tabler/icons-react/icons/IconPlug'
import IconPlus from '@tabler/icons-react/icons/IconPlus'
import IconRefresh from '@tabler/icons-react/icons/IconRefresh'
import IconSearch from '@tabler/icons-react/icons/IconSearch'
import IconSend from '@tabler/icons-react/icons/IconSend'
import IconServer from '@tabler/icons-react/icons/IconServer2'
import IconSettings from '@tabler/icons-react/icons/IconSettings'
import IconShield from '@tabler/icons-react/icons/IconShield'
import IconShieldLock from '@tabler/icons-react/icons/IconShieldLock'
import IconSitemap from '@tabler/icons-react/icons/IconSitemap'
import IconSpeakerphone from '@tabler/icons-react/icons/IconSpeakerphone'
import IconStack2 from '@tabler/icons-react/icons/IconStack2'
import IconStackPush from '@tabler/icons-react/icons/IconStackPush'
import IconTerminal2 from '@tabler/icons-react/icons/IconTerminal2'
import IconTrash from '@tabler/icons-react/icons/IconTrash'
import IconUpload from '@tabler/icons-react/icons/IconUpload'
import IconUser from '@tabler/icons-react/icons/IconUser'
import IconUserShield from '@tabler/icons-react/icons/IconUserShield'
import IconUsers from '@tabler/icons-react/icons/IconUsers'
import IconWorld from '@tabler/icons-react/icons/IconWorld'
import IconX from '@tabler/icons-react/icons/IconX'
import type { PrincipalType } from '../api/types.ts'

const icons = {
  access: IconKey,
  account: IconBrowser,
  app: IconApps,
  audit: IconFileText,
  bucket: IconBucket,
  check: IconCheck,
  clock: IconClock,
  copy: IconCopy,
  database: IconDatabase,
  down: IconChevronDown,
  download: IconDownload,
  external: IconWorld,
  flows: IconGitMerge,
  folder: IconFolder,
  function: IconLambda,
  home: IconHome,
  incidents: IconAlertTriangle,
  instance: IconServer,
  key: IconShieldLock,
  left: IconChevronLeft,
  menu: IconMenu2,
  minus: IconMinus,
  open: IconExternalLink,
  organization: IconSitemap,
  pause: IconPlayerPause,
  people: IconUsers,
  person: IconUser,
  plug: IconPlug,
  plus: IconPlus,
  queue: IconStackPush,
  refresh: IconRefresh,
  requests: IconInbox,
  resume: IconPlayerPlay,
  reviews: IconListCheck,
  right: IconChevronRight,
  role: IconUserShield,
  search: IconSearch,
  secret: IconPassword,
  send: IconSend,
  service: IconCloud,
  set: IconStack2,
  settings: IconSettings,
  shield: IconShield,
  side: IconLayoutSidebar,
  signOut: IconLogout,
  sortDown: IconArrowDown,
  sortUp: IconArrowUp,
  topic: IconSpeakerphone,
  trash: IconTrash,
  upload: IconUpload,
  view: IconAdjustments,
  workload: IconTerminal2,
  x: IconX,
} as const

export type IconName = keyof typeof icons
export const isIconName = (name: string): name is IconName => Object.hasOwn(icons, name)

/** Always decoration: the word stands beside it, or in the accessible name of what holds it. */
export function Icon(props: {
  readonly name: IconName
  readonly size?: 12 | 14 | 16 | 18 | 20
  readonly stroke?: number
}) {
  const Drawing = icons[props.name]
  return (
    <Drawing
      size={props.size ?? 16}
      stroke={props.stroke ?? 1.5}
      aria-hidden="true"
      style={{ flex: 'none', verticalAlign: '-0.2em' }}
    />
  )
}

export const principalIcon: Readonly<Record<PrincipalType, IconName>> = {
  root: 'account',
  user: 'person',
  role: 'role',
  'permission-set-role': 'set',
  'service-linked-role': 'role',
  service: 'service',
  external: 'external',
  anonymous: 'external',
}

/** For a type that came as a plain word. */
export const principalIconOf = (type: string | undefined): IconName =>
  Object.entries(principalIcon).find(([known]) => known === type)?.[1] ?? 'role'

const resourceIcons: Readonly<Record<string, IconName>> = {
  's3:bucket': 'bucket',
  'kms:key': 'key',
  'lambda:function': 'function',
  'sqs:queue': 'queue',
  'sns:topic': 'topic',
  'secretsmanager:secret': 'secret',
  'ec2:instance': 'instance',
}
export const resourceIcon = (type: string): IconName => resourceIcons[type] ?? 'database'
