/** What a stack knows of each type of resource that the sandbox makes (CloudFormation User Guide, "Resource and property types"). */
import type { Json } from '../../../core/inventory/objects.ts'

/** IAM's operation, as whoever stands behind the stack. */
export type Iam = (operation: string, input: object) => Promise<object>

export type Properties = { readonly [name: string]: Json }

export interface Planned {
  readonly logicalId: string
  readonly properties: Properties
  /** CloudFormation names what the template leaves unnamed. */
  readonly generatedName: string
}

export interface Made {
  readonly physicalId: string
  /** `Ref` and whatever `Fn::GetAtt` knows. */
  readonly attributes: Readonly<Record<string, string>>
  readonly properties: Properties
}

export interface ResourceType {
  /** Makes all of it, or nothing. */
  create(iam: Iam, planned: Planned): Promise<Made>
  /** Whether the change makes another resource, after which this one goes. */
  isReplaced(made: Made, planned: Planned): boolean
  update(iam: Iam, made: Made, planned: Planned): Promise<Made>
  /** What somebody took away by hand is gone already. */
  remove(iam: Iam, made: Made): Promise<void>
}

export const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
export const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
export const memberOf = (value: Json, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined

export const notIn = (some: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
  [...some].filter((one) => !others.has(one))

/** A member of what IAM answered about the thing that it made. */
export function answered(answer: object, thing: string, member: string): string {
  const made: unknown = Reflect.get(answer, thing)
  return typeof made === 'object' && made !== null ? String(Reflect.get(made, member)) : ''
}

export async function unlessGone(work: Promise<object>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error) || !error.name.startsWith('NoSuchEntity')) throw error
  })
}
