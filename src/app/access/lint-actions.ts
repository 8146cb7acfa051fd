/** Actions and resources of a statement: do they exist, do they fit each other? */
import { resourcePartStart } from '../../core/arn/arn.ts'
import type { Catalogue } from '../../core/catalogue.ts'
import { hasWildcardService } from '../../core/policy/arn-pattern.ts'
import type { StatementSource } from '../../core/policy/document.ts'
import type { LintType, Remark } from './lint-finding.ts'

const everything = /^\*+(?::\*+)?$/

export function lintActions(statement: StatementSource, path: string, catalogue: Catalogue, type: LintType): Remark[] {
  const element = statement.notAction ? 'NotAction' : 'Action'
  const remarks = statement.actions.flatMap((action, index) => {
    const remark = lintAction(action, catalogue)
    return remark === undefined ? [] : [{ path: `${path}.${element}[${index}]`, ...remark }]
  })
  return [...remarks, ...lintResources(statement, path, catalogue, type)]
}

function lintAction(action: string, catalogue: Catalogue): Omit<Remark, 'path'> | undefined {
  if (everything.test(action)) return undefined
  const split = action.indexOf(':')
  const quoted = JSON.stringify(action)
  if (split < 1 || /[\s,]/.test(action)) {
    return {
      severity: 'error',
      code: 'malformed-action',
      message: `${quoted} is not of the form service:Name and matches nothing`,
    }
  }
  const service = action.slice(0, split)
  if (/[*?]/.test(service)) {
    return {
      severity: 'error',
      code: 'malformed-action',
      message: `${quoted}: a service takes no wildcard, so this matches nothing`,
    }
  }
  if (catalogue.actionRange(service) === undefined) {
    return {
      severity: 'warning',
      code: 'unknown-service',
      message: `AWS has no service ${JSON.stringify(service)} that this catalogue knows`,
    }
  }
  if (catalogue.expand(action).length > 0) return undefined
  return /[*?]/.test(action)
    ? { severity: 'warning', code: 'action-matches-nothing', message: `No action of ${service} matches ${quoted}` }
    : {
        severity: 'warning',
        code: 'unknown-action',
        message: `${service} has no action ${JSON.stringify(action.slice(split + 1))} that this catalogue knows`,
      }
}

function lintResources(statement: StatementSource, path: string, catalogue: Catalogue, type: LintType): Remark[] {
  const { resources, notResource } = statement
  const element = notResource ? 'NotResource' : 'Resource'
  if (resources === undefined) return []
  if (type === 'trust') {
    return [
      {
        path: `${path}.${element}`,
        severity: 'error',
        code: 'misplaced-resource',
        message: 'A trust policy takes no Resource: it is about its own role',
      },
    ]
  }
  const remarks = resources.flatMap((resource, index) => {
    const remark = lintResource(resource)
    return remark === undefined ? [] : [{ path: `${path}.${element}[${index}]`, ...remark }]
  })
  return [...remarks, ...lintWildcardOnly(statement, path, catalogue)]
}

function lintResource(resource: string): Omit<Remark, 'path'> | undefined {
  if (/^\*+$/.test(resource)) return undefined
  const quoted = JSON.stringify(resource)
  if (hasWildcardService(resource)) {
    return {
      severity: 'error',
      code: 'malformed-resource',
      message: `${quoted}: the service field takes no wildcard, so this matches nothing`,
    }
  }
  if (!resource.startsWith('arn:') || resourcePartStart(resource) < 0) {
    return {
      severity: 'error',
      code: 'malformed-resource',
      message: `${quoted} is neither "*" nor an ARN of six fields`,
    }
  }
  if (resource.slice(0, resourcePartStart(resource)).includes('${')) {
    return {
      severity: 'error',
      code: 'misplaced-variable',
      message: `${quoted}: a variable works only behind the fifth colon`,
    }
  }
  return undefined
}

/** Actions without resource-level permissions are covered by "*" alone. */
function lintWildcardOnly(statement: StatementSource, path: string, catalogue: Catalogue): Remark[] {
  const { actions, notAction, notResource, resources } = statement
  if (notAction || notResource || resources === undefined || resources.some((resource) => /^\*+$/.test(resource)))
    return []
  return actions.flatMap((action, index) => {
    const id = catalogue.actionId(action)
    if (id < 0 || catalogue.action(id).resourceTypes.length > 0) return []
    if (action.toLowerCase() === 's3:listallmybuckets' && resources.some((resource) => resource.endsWith(':s3:::*')))
      return []
    return [
      {
        path: `${path}.Action[${index}]`,
        severity: 'warning',
        code: 'needs-resource-star',
        message: `${action} has no resources; only "Resource": "*" covers it`,
      },
    ]
  })
}
