/** Lambda layers: the latest version of each, and who may use it. */
import {
  AddLayerVersionPermissionCommand,
  GetLayerVersionPolicyCommand,
  type LayerVersionsListItem,
  ListLayersCommand,
  PublishLayerVersionCommand,
  ResourceConflictException$,
  ResourceNotFoundException$,
} from '@aws-sdk/client-lambda'
import type { Json } from '../../core/inventory/objects.ts'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, type Operation, operation, type Target } from '../service.ts'
import type { LambdaLayer } from '../world/data-stores.ts'
import { hex } from '../world/ids.ts'
import { arnHere, editStore, findStore, type OwnedStore, type StoreKind, sortedStores } from './data-store.ts'
import { editHere, here } from './owner.ts'
import { joinedPolicies, policyText } from './policy-text.ts'

const layers: StoreKind<LambdaLayer> = { prefix: 'layer:', of: (region) => region.layers }

const missing = (message: string) => modelled(ResourceNotFoundException$, message, { Type: 'User' })

interface ForVersion {
  readonly LayerName?: string | undefined
  readonly VersionNumber?: number | undefined
}

const versionArn = ({ arn, version }: LambdaLayer): string => `${arn}:${version}`

function versionOf(call: Call, { LayerName, VersionNumber }: ForVersion): OwnedStore<LambdaLayer> {
  const found = findStore(call, LayerName, layers)
  if (found !== undefined && found.store.version === VersionNumber) return found
  throw missing(`Layer version ${arnHere(call, 'lambda', `layer:${LayerName}:${VersionNumber}`)} does not exist.`)
}

function targetOf(call: Call, input: ForVersion): Target {
  const { account, store } = versionOf(call, input)
  return { arn: versionArn(store), accountId: account.id, policy: store.policy }
}

const describe = (layer: LambdaLayer): LayerVersionsListItem => ({
  LayerVersionArn: versionArn(layer),
  Version: layer.version,
  CreatedDate: layer.createdAt.toISOString().replace('Z', '+0000'),
  CompatibleRuntimes: ['nodejs22.x'],
})

/** Statement in the form that Lambda itself writes. */
function statementOf(
  layer: LambdaLayer,
  { StatementId, Action, Principal, OrganizationId }: { readonly [part: string]: unknown },
): Json {
  const principal = String(Principal)
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: String(StatementId),
        Effect: 'Allow',
        Principal: /^\d{12}$/.test(principal) ? { AWS: `arn:aws:iam::${principal}:root` } : principal,
        Action: String(Action),
        Resource: versionArn(layer),
        ...(OrganizationId !== undefined && {
          Condition: { StringEquals: { 'aws:PrincipalOrgID': String(OrganizationId) } },
        }),
      },
    ],
  }
}

/** Lambda sends 50 a page at most. */
const pageSize = 50

export const layerOperations: readonly Operation[] = [
  operation(ListLayersCommand, {
    run(call, { Marker: token, MaxItems: size }) {
      const page = paginate(call, sortedStores(here(call).layers), { token, size, default: pageSize, max: pageSize })
      return {
        Layers: page.items.map((layer) => ({
          LayerName: layer.name,
          LayerArn: layer.arn,
          LatestMatchingVersion: describe(layer),
        })),
        NextMarker: page.next,
      }
    },
  }),
  operation(GetLayerVersionPolicyCommand, {
    target: targetOf,
    run(call, input) {
      const { policy } = versionOf(call, input).store
      if (policy === undefined) throw missing('No policy is associated with the given resource.')
      const text = policyText(policy)
      return { Policy: text, RevisionId: hex(32, text) }
    },
  }),
  operation(PublishLayerVersionCommand, {
    target: (call, input) => ({ arn: arnHere(call, 'lambda', `layer:${input.LayerName}`) }),
    run(call, input) {
      const name = input.LayerName ?? ''
      const { layers: made } = editHere(call)
      const layer: LambdaLayer = {
        name,
        arn: arnHere(call, 'lambda', `layer:${name}`),
        version: (made.get(name)?.version ?? 0) + 1,
        createdAt: new Date(call.now),
      }
      made.set(name, layer)
      return { LayerArn: layer.arn, ...describe(layer) }
    },
  }),
  operation(AddLayerVersionPermissionCommand, {
    target: targetOf,
    run(call, input) {
      const layer = editStore(call, versionOf(call, input), layers)
      if (layer.policy !== undefined && policyText(layer.policy).includes(`"Sid":"${input.StatementId}"`)) {
        throw modelled(ResourceConflictException$, `The statement id (${input.StatementId}) provided already exists.`, {
          Type: 'User',
        })
      }
      const statement = statementOf(layer, { ...input })
      layer.policy = joinedPolicies(layer.policy, statement) ?? statement
      return { Statement: JSON.stringify(statement), RevisionId: hex(32, policyText(layer.policy)) }
    },
  }),
]
