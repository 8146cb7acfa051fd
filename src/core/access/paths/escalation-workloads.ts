/** What runs as a role, as far as it was read. */
import type { CellType, CoverageCell } from '../../inventory/coverage.ts'
import type { SnapshotResource } from '../../inventory/snapshot.ts'
import type { CoverageGap } from '../answers.ts'
import { lazily } from '../lazily.ts'
import { allowedNames, type PrincipalNames } from '../policy-facts.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { WorkloadType } from './catalogue.ts'

export interface Workloads {
  /** Those that run as the role. */
  of(role: CompiledPrincipal, type: WorkloadType): readonly SnapshotResource[]
  /** Roles of functions whose policy names principals, perhaps of other accounts. */
  shared(): readonly CompiledPrincipal[]
  /** Why some of an account may not have been seen; undefined where they were. */
  unseen(account: string, type: WorkloadType): CoverageGap | undefined
}

/** The cells that prove a workload absent, and what to call what was not seen. */
const factsOf = {
  'lambda:function': { cell: 'lambda', names: 'Functions' },
  'ec2:instance': { cell: 'ec2', names: 'Instances' },
  'codebuild:project': { cell: 'codebuild', names: 'CodeBuild projects' },
  'sagemaker:notebook-instance': { cell: 'sagemaker', names: 'Notebooks' },
} as const satisfies Record<WorkloadType, { readonly cell: CellType; readonly names: string }>

/** An instance has its role through a profile, everything else by its ARN. */
const runsThroughProfile = (type: string): boolean => type === 'ec2:instance'

export function createWorkloads(world: World): Workloads {
  const runners = Map.groupBy(world.snapshot.resources, ({ type, facts }) => {
    const runsAs = facts[runsThroughProfile(type) ? 'instanceProfile' : 'executionRole']
    return typeof runsAs === 'string' ? `${type} ${runsAs}` : ''
  })
  return {
    of({ principal: { arn, instanceProfiles = [] } }, type) {
      const runAs = runsThroughProfile(type) ? instanceProfiles : [arn]
      return runAs.flatMap((name) => runners.get(`${type} ${name}`) ?? [])
    },
    shared: lazily(() => {
      const open = world.snapshot.resources.filter(
        ({ type, policyEntry }) =>
          type === 'lambda:function' && policyEntry && allowedNames(policyEntry.document ?? null).some(namesPrincipals),
      )
      const runAs = new Set(open.flatMap(({ facts }) => facts['executionRole'] ?? []))
      return [...runAs].flatMap((arn) => (typeof arn === 'string' ? (world.principalByArn.get(arn) ?? []) : []))
    }),
    unseen(account, type) {
      const { cell, names } = factsOf[type]
      const reason = whyUnseen(world, world.snapshot.cells.ofAccount(account, cell))
      return reason === undefined ? undefined : { account, service: cell, reason: `${names} were not read: ${reason}` }
    },
  }
}

const namesPrincipals = ({ everybody, aws }: PrincipalNames): boolean => everybody || aws.length > 0

/** Regions that nobody wanted to look at leave it at that; one that was looked at in vain, or none that was read, does not. */
function whyUnseen({ coverage }: World, cells: readonly CoverageCell[]): string | undefined {
  const readings = cells.map(({ accountId, type, region }) => coverage.reading(accountId, type, region))
  for (const reading of readings) {
    if (reading.state === 'unread' || reading.state === 'suspect') return reading.reason
  }
  return readings.some(({ state }) => state === 'read') ? undefined : 'not among what was read'
}
