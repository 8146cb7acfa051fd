/**
 * Why a role could not be assumed. AWS gives one answer for a missing role, a wrong principal and a wrong ExternalId, so the
 * three are named with the check for each, unless something else tells which it is (connection.md §7).
 */
import type { AccountTargetState, Connection, Probe } from '../app/ports/connections.ts'
import { roleArnOf, roleIn } from '../core/arn/trust-role.ts'
import type { AccountId } from '../core/ids.ts'
import type { RoleFailure } from './enter-account.ts'
import { regionFlag } from './install/aws-cli.ts'
import { defaultRole } from './install/server-identity.ts'
import { isInstallable, trustFix, withParameter } from './probe-fix.ts'
import type { StackFacts } from './stack-instances.ts'
import { whereToRename } from './where-to-rename.ts'

export interface Diagnosis {
  readonly state: AccountTargetState
  readonly probe: Omit<Probe, 'checkedAt'>
}

export interface RefusedRole {
  readonly connection: Connection
  readonly accountId: AccountId
  readonly failure: RoleFailure
  /** Let in without the ExternalId. */
  readonly opensWithout: boolean
  /** What the StackSet says of the account; undefined where there is none, or it cannot be asked. */
  readonly stack: StackFacts | undefined
  /** Our principal was made again under its old name: what it is now, and what it was. */
  readonly recreated: { readonly now: string; readonly before: string } | undefined
}

export function diagnose(refused: RefusedRole): Diagnosis {
  const { connection, accountId, failure, opensWithout, stack } = refused
  const said = (
    state: AccountTargetState,
    cause: string | undefined,
    reason: string,
    fix: Probe['fix'],
  ): Diagnosis => ({
    state,
    probe: {
      capability: 'role',
      result: failure.state === 'denied' || failure.state === 'blocked_by_scp' ? 'denied' : 'failed',
      action: failure.action,
      ...(cause !== undefined && { cause }),
      reason,
      ...(fix && { fix }),
    },
  })
  if (opensWithout) {
    const reason = 'The role is there, but it does not accept the ExternalId of this integration.'
    return said('external_id_mismatch', 'external_id', reason, trustFix(connection, accountId))
  }
  switch (failure.cause) {
    case 'identity_policy':
      return said('not_trusted', 'own_identity', failure.reason, ownIdentityFix(refused))
    case 'scp':
      return said('blocked_by_scp', 'scp', failure.reason, {
        text: 'A service control policy above the account of Bailiwick itself forbids sts:AssumeRole: change it there.',
      })
    case 'trust_policy':
      return said('not_trusted', 'trust_policy', failure.reason, trustFix(connection, accountId))
  }
  if (refused.recreated && failure.state === 'denied') {
    return said('not_trusted', 'principal_recreated', recreatedReason(connection, refused.recreated), {
      ...trustFix(connection, accountId),
      text: 'Put the generated trust policy in place again in every account: the same text then means the new principal.',
    })
  }
  const told = stack && byStack(refused, stack)
  if (told) return said(told.state, told.cause, told.reason, told.fix)
  if (failure.trouble !== 'role_missing' || failure.state !== 'denied') {
    return said(failure.trouble, failure.cause, failure.reason, undefined)
  }
  return said('role_missing', 'one_of_three', failure.reason, threeChecks(refused))
}

/** Nothing in the account has to change: the server's own role or user lacks the one statement it needs (connection.md §2). */
function ownIdentityFix({ connection, accountId }: RefusedRole): Probe['fix'] {
  const statement = {
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: roleArnOf(connection, accountId).replace(accountId, '*'),
  } as const
  return { statement, text: "Add the statement to the policies of Bailiwick's own role or user, not to the account." }
}

/** AWS keeps the unique id behind the ARN of a principal (IAM User Guide, "AWS JSON policy elements: Principal"). */
const recreatedReason = ({ trustPrincipalArn }: Connection, { now, before }: { now: string; before: string }): string =>
  `Bailiwick's own principal ${trustPrincipalArn} was deleted and made again: its unique id is ${now} and was ${before}. The roles still trust the old one.`

function threeChecks(refused: RefusedRole): Probe['fix'] {
  const { connection, accountId } = refused
  const { trustPrincipalArn, externalId } = connection
  const ownRole = roleArnOf(connection, accountId).replace(accountId, '*')
  return {
    text: [
      `Is the role there? In account ${accountId} the command below prints its trust policy, or NoSuchEntity. ${whereToRename(connection, accountId)}`,
      `Does it trust Bailiwick? Principal must be ${trustPrincipalArn ?? "Bailiwick's own role or user"}.`,
      `Is the ExternalId the same? sts:ExternalId must be ${externalId}.`,
      // To a role in another account AWS refuses that in the same words (connection.md §2, step 0).
      ...(ownRole.endsWith(`:role/${defaultRole}`)
        ? []
        : [`May Bailiwick's own role or user assume it? Its policies must allow sts:AssumeRole on ${ownRole}.`]),
    ].join('\n'),
    cli: `aws iam get-role --role-name ${roleIn(connection, accountId).roleName}${regionFlag(connection)} --query Role.AssumeRolePolicyDocument`,
  }
}

/* ------------------------------------------------------------------ what the StackSet knows */

type Told = Pick<Diagnosis, 'state'> & { readonly cause: string; readonly reason: string; readonly fix: Probe['fix'] }

function byStack({ connection, accountId }: RefusedRole, stack: StackFacts): Told | undefined {
  const { stackSet } = stack
  switch (stack.stack) {
    case 'absent':
      return {
        state: 'role_missing',
        cause: 'no_stack',
        reason: `The StackSet ${stackSet} has no stack in account ${accountId}.`,
        fix: {
          text: 'Add the account or its organizational unit to the targets of the StackSet. The management account needs a stack of its own.',
        },
      }
    case 'pending':
      return {
        state: 'pending',
        cause: 'stack_pending',
        reason: `The StackSet ${stackSet} is still creating the stack in account ${accountId}.`,
        fix: { text: 'Wait for it; the account is tried again by itself.' },
      }
    case 'failed':
      return {
        state: 'role_missing',
        cause: 'stack_failed',
        reason: `The StackSet ${stackSet} could not create the stack in account ${accountId}: ${stack.reason}`,
        fix: {
          text: 'Mend what the reason names, then create the stack instance again. The StackSet must deploy to exactly one Region.',
        },
      }
    case 'created':
      return ofCreatedStack(connection, accountId, stack)
  }
}

/** The role is there as the StackSet was told to make it: what it was told shows which of the three it is. */
function ofCreatedStack(
  connection: Connection,
  accountId: AccountId,
  { stackSet, parameters }: Extract<StackFacts, { stack: 'created' }>,
): Told {
  const { externalId, roleName } = connection
  const given = parameters.get('ExternalID')
  const named = parameters.get('RoleName')
  if (given !== undefined && given !== externalId) {
    const update = `aws cloudformation update-stack-set --stack-set-name ${stackSet} --region ${connection.homeRegion} --use-previous-template`
    return {
      state: 'external_id_mismatch',
      cause: 'external_id',
      reason: `The StackSet ${stackSet} was given another ExternalID than that of this integration.`,
      fix: {
        text: `Update the StackSet: set ExternalID to ${externalId}.`,
        ...(isInstallable(connection) && { cli: `${update} ${withParameter(connection, 'ExternalID', externalId)}` }),
      },
    }
  }
  if (named !== undefined && named !== '' && named !== roleName) {
    return {
      state: 'role_missing',
      cause: 'renamed',
      reason: `The StackSet ${stackSet} makes the role under the name ${named}, not ${roleName}.`,
      fix: { text: `Type ${named} in Assume role.` },
    }
  }
  return {
    state: 'not_trusted',
    cause: 'principal',
    reason: `The StackSet ${stackSet} has made the role, with this ExternalID; the role does not trust Bailiwick's principal, or was changed by hand.`,
    fix: trustFix(connection, accountId),
  }
}
