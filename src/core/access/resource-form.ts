/** Which actions take a resource, by the form of its ARN (SAR, column *Resource types*). */
import { splitArn } from '../arn/arn.ts'
import type { Catalogue, CatalogueAction } from '../catalogue.ts'
import { matchesPattern, type Pattern, plainPattern } from '../policy/glob.ts'

/** Of the service that owns the resource; of a role those of IAM and those of STS. */
export function actionsTaking(catalogue: Catalogue, resource: string): readonly CatalogueAction[] {
  const fields = splitArn(resource)
  if (!fields) return []
  const services = fields.service === 'iam' ? ['iam', 'sts'] : [fields.service]
  return services.flatMap((service) => {
    const [from, to] = catalogue.actionRange(service) ?? [0, 0]
    const actions = Array.from({ length: to - from }, (_, place) => catalogue.action(from + place))
    return actions.filter((action) => takes(action, resource))
  })
}

/** Of a bucket also what is done to its objects. */
export function takes({ resourceTypes }: CatalogueAction, resource: string): boolean {
  return resourceTypes.some(({ type }) => isOfForm(resource, type.arnPattern))
}

function isOfForm(resource: string, template: string): boolean {
  const fits = matchesPattern(formOf(template), resource)
  if (!template.startsWith('arn:${Partition}:s3:::')) return fits
  // In S3 a wildcard for a bucket would take the key of an object with it.
  const isOfObjects = template.includes('/')
  const isBucket = !resource.slice(resource.lastIndexOf(':') + 1).includes('/')
  if (isBucket) return resource.startsWith('arn:') && resource.includes(':s3:::')
  return isOfObjects && fits
}

/** Templates are those of the catalogue: a few thousand. */
const forms = new Map<string, Pattern>()

function formOf(template: string): Pattern {
  const known = forms.get(template)
  if (known) return known
  const made = plainPattern(template.replace(/\$\{[^}]*\}/g, '*'))
  forms.set(template, made)
  return made
}
