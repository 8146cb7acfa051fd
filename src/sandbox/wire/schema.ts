/**
 * The run-time schemas of the `@aws-sdk/client-*` packages, as this sandbox reads them. Their traits are documented in
 * Smithy's specification (https://smithy.io/2.0/aws/protocols/); the exports themselves are not promised to be stable,
 * therefore the versions are pinned and every protocol has a round-trip test with the real client.
 */
import { NormalizedSchema } from '@smithy/core/schema'

export { NormalizedSchema }

export type SchemaRef = Parameters<typeof NormalizedSchema.of>[0]

/** `ListAccounts$`: [9, namespace, name, traits, input, output]. */
export type OperationSchema = readonly [9, string, string, unknown, SchemaRef, SchemaRef]
/** `NoSuchEntityException$`: [-3, namespace, name, traits, member names, member schemas]. */
export type ErrorSchema = Extract<SchemaRef, readonly [-3, ...unknown[]]>

/** The schema sentinels for instants name their format; 4 leaves it to the protocol. */
export const timestampFormats = { default: 4, dateTime: 5, httpDate: 6, epochSeconds: 7 } as const
