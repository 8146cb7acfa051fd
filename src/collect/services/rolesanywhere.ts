/** IAM Roles Anywhere: who signs the certificates that machines outside of AWS come in with, and as which roles they may. */
import { X509Certificate } from 'node:crypto'
import { readPolicyDocument } from '../../core/inventory/authorization-details.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { ProfileDetail, TrustAnchorDetail } from '../../sdk/client-rolesanywhere.ts'
import {
  ListTrustAnchorsCommand,
  paginateListProfiles,
  paginateListTrustAnchors,
} from '../../sdk/client-rolesanywhere.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { inOneOrder, inOrder, resourceOf, someOf } from '../resource.ts'
import { isoDate, required } from '../shapes.ts'

/** The API Reference names no largest page; an account has 50 trust anchors and 250 profiles at most (user guide, "Quotas"). */
const largestPage = 100

export const rolesanywhere: Collector = {
  type: 'rolesanywhere',
  capability: 'resources:rolesanywhere',
  scope: 'region',
  reads: [
    ...securityAudit('rolesanywhere:ListTrustAnchors'),
    ...furtherLists(securityAudit('rolesanywhere:ListProfiles')),
  ],
  async probe(cell) {
    await cell.client('rolesanywhere').send(new ListTrustAnchorsCommand({ pageSize: 1 }), cell.options)
  },
  async *collect(cell) {
    const sized = pages(cell, cell.client('rolesanywhere'), largestPage)
    for await (const { trustAnchors } of paginateListTrustAnchors(sized, {}, cell.options)) {
      yield await cell.objects({
        items: trustAnchors,
        name: (one) => one.name,
        toObject: (one) => toTrustAnchor(cell, one),
      })
    }
    for await (const { profiles } of paginateListProfiles(sized, {}, cell.options)) {
      yield await cell.objects({ items: profiles, name: (one) => one.name, toObject: (one) => toProfile(cell, one) })
    }
  },
}

function toTrustAnchor(cell: CellContext, one: TrustAnchorDetail): InventoryObject {
  const { sourceType, sourceData } = one.source ?? {}
  return resourceOf(cell, {
    type: 'rolesanywhere:trust-anchor',
    arn: one.trustAnchorArn,
    name: required(one.name, 'name'),
    createdAt: one.createdAt,
    facts: {
      enabled: one.enabled,
      source: sourceType,
      authority: sourceData?.acmPcaArn,
      certificates:
        sourceData?.x509CertificateData === undefined ? undefined : authoritiesIn(sourceData.x509CertificateData),
    },
  })
}

const toProfile = (cell: CellContext, one: ProfileDetail): InventoryObject =>
  resourceOf(cell, {
    type: 'rolesanywhere:profile',
    arn: one.profileArn,
    name: required(one.name, 'name'),
    createdAt: one.createdAt,
    facts: {
      enabled: one.enabled,
      entryRoles: someOf(one.roleArns),
      // Sessions may do what the role may and these allow.
      sessionPolicy: one.sessionPolicy ? readPolicyDocument(one.sessionPolicy) : undefined,
      sessionPolicies: one.managedPolicyArns?.length
        ? inOrder(one.managedPolicyArns).map((policy) => ({ policy }))
        : undefined,
      sessionSeconds: one.durationSeconds,
      acceptsSessionName: one.acceptRoleSessionName,
      // What of a certificate becomes a tag of the session, which trust policies ask for.
      certificateFields: someOf(
        one.attributeMappings?.flatMap(({ certificateField, mappingRules }) =>
          (mappingRules ?? []).map(({ specifier }) => [certificateField, specifier].filter(Boolean).join('/')),
        ),
      ),
    },
  })

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Whose signature lets in, of each certificate of a bundle. One that cannot be read is told as such; AWS has taken it. */
const authoritiesIn = (bundle: string): readonly Json[] =>
  inOneOrder((bundle.match(certificate) ?? []).map(authorityOf))

function authorityOf(pem: string): Json {
  try {
    const { subject, validToDate } = new X509Certificate(pem)
    return { subject: subject.split('\n').join(', '), expiresAt: isoDate(validToDate) ?? null }
  } catch {
    return { subject: 'not readable', expiresAt: null }
  }
}
