/** People of the identity store. */
import {
  type AttributeOperation,
  CreateUserCommand,
  DeleteUserCommand,
  DescribeUserCommand,
  GetUserIdCommand,
  ListUsersCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-identitystore'
import { type Call, operation } from '../../service.ts'
import type { DirectoryUser } from '../../world/model.ts'
import {
  filterValue,
  invalid,
  madeId,
  notFound,
  notUnique,
  page,
  removeMemberships,
  requiredText,
  requireStore,
  storeTarget,
  userAnswer,
  userOf,
} from './entities.ts'

function requireFreeName({ world }: Call, userName: string, but?: DirectoryUser): void {
  for (const user of world.identityCenter.users.values()) {
    if (user !== but && user.userName.toLowerCase() === userName.toLowerCase())
      throw notUnique('Duplicate UserName for the user.')
  }
}

type Changes = Partial<Omit<DirectoryUser, 'id'>>

/** The first of the addresses: Identity Center keeps no second. Without any, an empty text. */
function emailIn(value: unknown): string {
  const [first] = Array.isArray(value) ? value : []
  if (first === undefined) return ''
  const address: unknown =
    typeof first === 'object' && first !== null ? (Reflect.get(first, 'Value') ?? Reflect.get(first, 'value')) : first
  return requiredText(address, 'emails.value')
}

/** Identity Store API Reference, AttributeOperation: paths in lower camel case; without a value the attribute goes. */
function changeOf({ AttributePath: path = '', AttributeValue: value }: AttributeOperation): Changes {
  switch (path) {
    case 'userName':
      return { userName: requiredText(value, path) }
    case 'displayName':
      return { displayName: requiredText(value, path) }
    case 'name.givenName':
      return { givenName: requiredText(value, path) }
    case 'name.familyName':
      return { familyName: requiredText(value, path) }
    case 'emails':
      return { email: emailIn(value) }
    case 'title':
      return { title: requiredText(value, path) }
    default:
      throw invalid(`The attribute path ${path} is not supported.`)
  }
}

export const userOperations = [
  operation(ListUsersCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const name = filterValue(input.Filters, 'UserName')
      const users = [...call.world.identityCenter.users.values()].filter(
        (user) => name === undefined || user.userName === name,
      )
      const { items, next } = page(call, users, input, name)
      return { Users: items.map((user) => userAnswer(call, user)), NextToken: next }
    },
  }),
  operation(DescribeUserCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      return userAnswer(call, userOf(call, input.UserId))
    },
  }),
  operation(GetUserIdCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const { UniqueAttribute: attribute, ExternalId: external } = input.AlternateIdentifier ?? {}
      const found = [...call.world.identityCenter.users.values()].find(({ userName, email, externalName }) => {
        if (external) return externalName?.issuer === external.Issuer && externalName?.id === external.Id
        if (attribute?.AttributePath === 'emails.value') return email === attribute.AttributeValue
        return attribute?.AttributePath === 'userName' && userName === attribute.AttributeValue
      })
      if (found === undefined) throw notFound('USER', String(external?.Id ?? attribute?.AttributeValue))
      return { UserId: found.id, IdentityStoreId: input.IdentityStoreId }
    },
  }),
  operation(CreateUserCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const user: DirectoryUser = {
        id: madeId(call, 'user'),
        userName: requiredText(input.UserName, 'userName'),
        displayName: requiredText(input.DisplayName, 'displayName'),
        givenName: requiredText(input.Name?.GivenName, 'name.givenName'),
        familyName: requiredText(input.Name?.FamilyName, 'name.familyName'),
        email: emailIn(input.Emails),
        enabled: true,
        ...(input.Title !== undefined && { title: input.Title }),
      }
      requireFreeName(call, user.userName)
      call.world.identityCenter.users.set(user.id, user)
      return { UserId: user.id, IdentityStoreId: input.IdentityStoreId }
    },
  }),
  operation(UpdateUserCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const user = userOf(call, input.UserId)
      const operations = input.Operations ?? []
      const changes: Changes = Object.assign({}, ...operations.filter(isGiven).map(changeOf))
      if (changes.userName !== undefined) requireFreeName(call, changes.userName, user)
      Object.assign(user, changes)
      if (operations.some((each) => each.AttributePath === 'title' && !isGiven(each))) delete user.title
      return {}
    },
  }),
  operation(DeleteUserCommand, {
    target: storeTarget,
    run(call, input) {
      requireStore(call, input)
      const { id } = userOf(call, input.UserId)
      removeMemberships(call, ({ userId }) => userId === id)
      call.world.identityCenter.users.delete(id)
      return {}
    },
  }),
]

/** Only a title may be taken away without another in its place. */
const isGiven = ({ AttributePath, AttributeValue }: AttributeOperation): boolean =>
  AttributePath !== 'title' || (AttributeValue !== undefined && AttributeValue !== null)
