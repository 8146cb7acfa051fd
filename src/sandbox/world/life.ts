/**
 * What happens at Larkfield after somebody has first looked at it: a working day of what people really do, told in half an hour. Some
 * of it is put right again, some is not. Each happens once, at its minute after the world's start, so that every start of the same
 * world comes to the same state.
 */
import { isJsonObject } from '../../core/inventory/content-key.ts'
import type { Later } from '../clock.ts'
import { allow, policy, rootOf, type Statement, tlsOnly } from './documents.ts'
import { uuid } from './ids.ts'
import type { AccountState, IamRole, OrganizationPolicy, PolicyJson, World } from './model.ts'

export interface Happening {
  /** Minutes after the world's start. */
  readonly after: number
  /** Who did what, and why; one sentence. */
  readonly says: string
  /** `now`: milliseconds since the epoch. In a world that lacks what it is about it does nothing. */
  readonly act: (world: World, now: number) => void
}

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
const curated = 'larkfield-lake-curated'

export const life: readonly Happening[] = [
  {
    after: 2.5,
    says: 'Jonas widens LakeWrite: the nightly job shall clean up behind itself, and may delete cardholder data.',
    act(world, now) {
      const cleanUp = allow({
        sid: 'CleanUp',
        actions: 's3:DeleteObject',
        resources: 'arn:aws:s3:::larkfield-lake-cardholder/*',
      })
      const state = accountNamed(world, 'data-lake')
      if (state) addStatement(state, 'LakeWrite', cleanUp, now)
    },
  },
  {
    after: 5,
    says: 'A release is stuck, and Tomasz attaches AdministratorAccess to release-bot.',
    act(world) {
      const attached = roleNamed(world, 'ci-build', 'release-bot')?.attachedPolicies
      if (attached && !attached.includes(administrator)) attached.push(administrator)
    },
  },
  {
    after: 8,
    says: 'Hana lets all of analytics read the curated bucket of the lake.',
    act: (world) => openCurated(world),
  },
  {
    after: 11,
    says: 'To try something, Ines detaches SandboxLimits from the sandboxes.',
    act(world) {
      const sandboxes = unitNamed(world, 'Sandbox')
      if (sandboxes !== undefined) guardrailNamed(world, 'SandboxLimits')?.targets.delete(sandboxes)
    },
  },
  {
    after: 14,
    says: 'Nobody has used svc-backup of staging-payments for weeks, and Olu deletes it.',
    act(world) {
      const iam = accountNamed(world, 'staging-payments')?.iam
      if (!iam?.users.delete('svc-backup')) return
      for (const [id, key] of iam.accessKeys) if (key.userName === 'svc-backup') iam.accessKeys.delete(id)
    },
  },
  {
    after: 17,
    says: 'The platform team notices, and SandboxLimits hangs on the sandboxes again.',
    act(world) {
      const sandboxes = unitNamed(world, 'Sandbox')
      if (sandboxes !== undefined) guardrailNamed(world, 'SandboxLimits')?.targets.add(sandboxes)
    },
  },
  {
    after: 20,
    says: 'Somebody new comes on call and gets the permission set that the others of prod-payments have.',
    act: giveOnCall,
  },
  {
    after: 23,
    says: 'The release is out; release-bot is no administrator any more.',
    act(world) {
      const attached = roleNamed(world, 'ci-build', 'release-bot')?.attachedPolicies
      const at = attached?.indexOf(administrator) ?? -1
      if (at !== -1) attached?.splice(at, 1)
    },
  },
  {
    after: 26,
    says: 'Hana narrows the curated bucket: only through the endpoint of the lake.',
    act: (world) => openCurated(world, { StringEquals: { 'aws:SourceVpce': 'vpce-0a41c2f7d93be68c9' } }),
  },
]

/** From now on time goes by; what should have happened already happens at the first request. */
export function beginLife(world: World, later: Later): void {
  const start = world.start.getTime()
  for (const { after, act } of life) later.at(start + after * 60_000, (now) => act(world, now))
}

/* ------------------------------------------------------------------ by name, as people know them */

function accountNamed({ organization, accounts }: World, name: string): AccountState | undefined {
  for (const member of organization.members.values()) if (member.name === name) return accounts.edit(member.id)
  return undefined
}

const roleNamed = (world: World, account: string, name: string): IamRole | undefined =>
  accountNamed(world, account)?.iam.roles.get(name)

function unitNamed({ organization }: World, name: string): string | undefined {
  for (const unit of organization.ous.values()) if (unit.name === name) return unit.id
  return undefined
}

function guardrailNamed({ organization }: World, name: string): OrganizationPolicy | undefined {
  for (const guardrail of organization.policies.values()) if (guardrail.name === name) return guardrail
  return undefined
}

/* ------------------------------------------------------------------ as AWS would do it */

/** As `iam:CreatePolicyVersion` with `SetAsDefault`. */
function addStatement({ iam }: AccountState, name: string, statement: Statement, now: number): void {
  for (const known of iam.policies.values()) {
    const document = known.versions.at(-1)?.document
    if (known.name !== name || !isJsonObject(document)) continue
    const statements = Array.isArray(document['Statement']) ? document['Statement'] : []
    const id = `v${known.versions.length + 1}`
    const widened = { ...document, Statement: [...statements, statement] }
    known.versions.push({ id, document: widened, createdAt: new Date(now) })
    known.defaultVersionId = id
    known.updatedAt = new Date(now)
  }
}

/** Beside what every bucket of Larkfield says, its policy lets analytics read. */
function openCurated(world: World, when?: PolicyJson): void {
  const bucket = accountNamed(world, 'data-lake')?.s3.buckets.get(curated)
  const analytics = accountNamed(world, 'analytics')
  if (!bucket || !analytics) return
  const arn = `arn:aws:s3:::${curated}`
  bucket.policy = policy(
    tlsOnly(arn),
    allow({
      sid: 'Analytics',
      principal: { AWS: rootOf(analytics.id) },
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: [arn, `${arn}/*`],
      ...(when !== undefined && { when }),
    }),
  )
}

/** Who is on call becomes administrator of prod-payments through Identity Center: by the group, as everybody there. */
function giveOnCall({ seed, identityCenter: { groups, users, memberships } }: World): void {
  const groupId = [...groups.values()].find(({ displayName }) => displayName === 'payments-oncall')?.id
  const holds = (userId: string): boolean =>
    [...memberships.values()].some((one) => one.groupId === groupId && one.userId === userId)
  const newcomer = [...users.values()].find(({ id }) => !holds(id))
  if (groupId === undefined || newcomer === undefined) return
  const id = uuid(seed, 'life', groupId, newcomer.id)
  memberships.set(id, { id, groupId, userId: newcomer.id })
}
