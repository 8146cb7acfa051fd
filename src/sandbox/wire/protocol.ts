/** One request read and one answer written, in whichever of the six protocols the service speaks. */
import type { AwsError } from '../aws-error.ts'
import { unmodelled } from '../aws-error.ts'
import type { Operation, Protocol, ServiceDefinition } from '../service.ts'
import { decodeJson, encodeJson, parseBody } from './json.ts'
import { decodeQuery } from './query.ts'
import {
  decodeBindings,
  encodeBindings,
  type HttpInput,
  isBodyMember,
  matchRoute,
  type Route,
  routeOf,
} from './rest.ts'
import { type Member, type Shape, type Structure, shapeOf } from './shape.ts'
import { decodeDocument, encodeDocument, encodeMembers, escapeXml } from './xml.ts'

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export interface Named {
  readonly operation: Operation
  /** Of the path, for the REST protocols. */
  readonly labels: Readonly<Record<string, string>>
}

/* ------------------------------------------------------------------ which operation */

const routesOf = new WeakMap<ServiceDefinition, readonly Route<Operation>[]>()

function restRoutes(service: ServiceDefinition): readonly Route<Operation>[] {
  const known = routesOf.get(service)
  if (known !== undefined) return known
  const routes = [...service.operations.values()].flatMap((each) => routeOf(each.schema, each) ?? [])
  routesOf.set(service, routes)
  return routes
}

/** The service as it was in the version that is asked for. */
export const apiOf = (service: ServiceDefinition, input: HttpInput): ServiceDefinition =>
  service.earlier !== undefined && formOf(input).get('Version') === service.earlier.wire.version
    ? service.earlier
    : service

export function findOperation(service: ServiceDefinition, input: HttpInput): Named {
  const { protocol, serviceTarget } = service.wire
  switch (protocol) {
    case 'awsQuery':
    case 'ec2Query': {
      const name = formOf(input).get('Action') ?? ''
      return named(
        service,
        name,
        unmodelled('InvalidAction', 400, `The simulated ${service.signingName} has no action ${name}.`),
      )
    }
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const target = input.headers['x-amz-target'] ?? ''
      // The AWS CLI writes CloudTrail's with a Java package before it.
      const at = `.${target}`.indexOf(`.${serviceTarget}.`)
      const name = at === -1 ? target : target.slice(at + serviceTarget.length + 1)
      return named(
        service,
        name,
        unmodelled('UnknownOperationException', 404, `The simulated ${service.signingName} has no operation ${name}.`),
      )
    }
    case 'restXml':
    case 'restJson1': {
      const found = matchRoute(restRoutes(service), input)
      if (found !== undefined) return { operation: found.target, labels: found.labels }
      throw unmodelled(
        'NotImplemented',
        501,
        `The simulated ${service.signingName} has nothing at ${input.method} ${input.path}.`,
      )
    }
  }
}

function named(service: ServiceDefinition, name: string, missing: AwsError): Named {
  const operation = service.operations.get(name)
  if (operation === undefined) throw missing
  return { operation, labels: {} }
}

/* ------------------------------------------------------------------ request */

export function decodeInput(protocol: Protocol, { operation, labels }: Named, input: HttpInput): object {
  const shape = shapeOf(operation.schema[4])
  if (shape.kind !== 'structure') return {}
  switch (protocol) {
    case 'awsQuery':
    case 'ec2Query':
      return decodeQuery(operation.schema[4], formOf(input), protocol)
    case 'awsJson1_0':
    case 'awsJson1_1':
      return asObject(decodeJson(shape, parseBody(input.body.toString('utf8'))))
    case 'restXml':
    case 'restJson1':
      return { ...decodeRestBody(protocol, shape, input), ...decodeBindings(shape, labels, input) }
  }
}

const formOf = ({ method, body, query }: HttpInput): URLSearchParams =>
  method === 'GET' ? query : new URLSearchParams(body.toString('utf8'))

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function decodeRestBody(protocol: 'restXml' | 'restJson1', shape: Structure, { body }: HttpInput): object {
  if (body.length === 0) return {}
  const payload = payloadOf(shape)
  if (payload !== undefined) return { [payload.name]: decodePayload(protocol, payload.shape, body) }
  if (!shape.members.some((member) => isBodyMember(member.shape))) return {}
  const text = body.toString('utf8')
  return asObject(protocol === 'restXml' ? decodeDocument(shape, text) : decodeJson(shape, parseBody(text)))
}

function decodePayload(protocol: 'restXml' | 'restJson1', shape: Shape, body: Buffer): unknown {
  if (shape.kind === 'blob') return new Uint8Array(body)
  const text = body.toString('utf8')
  if (shape.kind === 'string') return text
  return protocol === 'restXml' ? decodeDocument(shape, text) : decodeJson(shape, parseBody(text))
}

const payloadOf = (shape: Structure): Member | undefined => shape.members.find((each) => each.shape.traits.httpPayload)

/* ------------------------------------------------------------------ answer */

export function encodeOutput(
  service: ServiceDefinition,
  { operation }: Named,
  output: object,
  requestId: string,
): Answered {
  const { protocol, xmlNamespace } = service.wire
  const [, , name, , , ref] = operation.schema
  const shape = shapeOf(ref)
  switch (protocol) {
    case 'awsQuery': {
      const result = shape.kind === 'structure' ? `<${name}Result>${encodeMembers(ref, output)}</${name}Result>` : ''
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
      return xml(200, requestId, `<${name}Response xmlns="${xmlNamespace}">${result}${metadata}</${name}Response>`)
    }
    case 'ec2Query': {
      const members = `<requestId>${requestId}</requestId>${encodeMembers(ref, output)}`
      return xml(200, requestId, `<${name}Response xmlns="${xmlNamespace}">${members}</${name}Response>`)
    }
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const body = shape.kind === 'structure' ? JSON.stringify(encodeJson(shape, output)) : '{}'
      return { status: 200, headers: jsonHeaders(protocol, requestId), body }
    }
    case 'restXml':
    case 'restJson1':
      return encodeRest(service, operation, shape, output, requestId)
  }
}

function encodeRest(
  service: ServiceDefinition,
  operation: Operation,
  shape: Shape,
  output: object,
  requestId: string,
): Answered {
  const route = restRoutes(service).find((each) => each.target === operation)
  const usual = route?.status ?? 200
  if (shape.kind !== 'structure') return { status: usual, headers: restHeaders(service, requestId), body: '' }
  const { headers, status = usual } = encodeBindings(shape, output)
  const { body, type } = encodeRestBody(service, shape, output)
  return { status, headers: { ...restHeaders(service, requestId), ...(body.length > 0 && type), ...headers }, body }
}

const contentTypes = {
  restXml: { 'content-type': 'application/xml' },
  restJson1: { 'content-type': 'application/json' },
}

function encodeRestBody(
  { wire }: ServiceDefinition,
  shape: Structure,
  output: object,
): { body: string | Uint8Array; type: Record<string, string> } {
  const isXml = wire.protocol === 'restXml'
  const type = isXml ? contentTypes.restXml : contentTypes.restJson1
  const payload = payloadOf(shape)
  if (payload === undefined) {
    if (isXml && !shape.members.some((member) => isBodyMember(member.shape))) return { body: '', type }
    const bodyShape = { ...shape, members: shape.members.filter((member) => isBodyMember(member.shape)) }
    return {
      body: isXml
        ? encodeDocument(bodyShape, output, wire.xmlNamespace)
        : JSON.stringify(encodeJson(bodyShape, output)),
      type,
    }
  }
  const value: unknown = Reflect.get(output, payload.name)
  if (value === undefined) return { body: '', type }
  if (typeof value === 'string' || value instanceof Uint8Array) {
    return {
      body: value,
      type: { 'content-type': payload.shape.kind === 'string' ? 'text/plain' : 'application/octet-stream' },
    }
  }
  if (isXml) return { body: encodeDocument(payload.shape, value, wire.xmlNamespace), type }
  return { body: JSON.stringify(encodeJson(payload.shape, value)), type }
}

/* ------------------------------------------------------------------ errors */

export function encodeError(service: ServiceDefinition, error: AwsError, requestId: string): Answered {
  const { protocol, xmlNamespace } = service.wire
  const side = error.status < 500 ? 'Sender' : 'Receiver'
  switch (protocol) {
    case 'awsQuery': {
      const fields = `<Type>${side}</Type>${errorFields(error, error.queryCode ?? error.code)}`
      return xml(
        error.status,
        requestId,
        `<ErrorResponse xmlns="${xmlNamespace}"><Error>${fields}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      )
    }
    case 'ec2Query':
      return xml(
        error.status,
        requestId,
        `<Response><Errors><Error>${errorFields(error, error.code)}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
      )
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const headers = jsonHeaders(protocol, requestId)
      const queryError: Record<string, string> =
        error.queryCode === undefined ? {} : { 'x-amzn-query-error': `${error.queryCode};${side}` }
      return {
        status: error.status,
        headers: { ...headers, ...queryError },
        body: jsonError(error, { __type: error.code }),
      }
    }
    case 'restXml': {
      const fields = `${errorFields(error, error.code)}<RequestId>${requestId}</RequestId>`
      return {
        ...xml(error.status, requestId, `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields}</Error>`),
        headers: { ...restHeaders(service, requestId), ...contentTypes.restXml },
      }
    }
    case 'restJson1':
      return {
        status: error.status,
        headers: { ...restHeaders(service, requestId), ...contentTypes.restJson1, 'x-amzn-errortype': error.code },
        body: jsonError(error, { Type: side === 'Sender' ? 'User' : 'Service' }),
      }
  }
}

function errorFields(error: AwsError, code: string): string {
  const members = error.schema === undefined ? '' : encodeMembers(error.schema, error.members)
  return `<Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>${members}`
}

/** Some services model the text as `Message`, others as `message`. */
function jsonError(error: AwsError, head: object): string {
  const shape = error.schema && shapeOf(error.schema)
  const members = shape === undefined ? {} : asObject(encodeJson(shape, error.members))
  const isCapital = shape?.kind === 'structure' && shape.members.some(({ name }) => name === 'Message')
  return JSON.stringify({ ...head, [isCapital ? 'Message' : 'message']: error.message, ...members })
}

/* ------------------------------------------------------------------ headers */

const xml = (status: number, requestId: string, body: string): Answered => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
  body,
})

const jsonHeaders = (protocol: 'awsJson1_0' | 'awsJson1_1', requestId: string): Record<string, string> => ({
  'content-type': protocol === 'awsJson1_0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
  'x-amzn-requestid': requestId,
})

const restHeaders = ({ wire }: ServiceDefinition, requestId: string): Record<string, string> =>
  wire.protocol === 'restXml'
    ? { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId }
    : { 'x-amzn-requestid': requestId }
