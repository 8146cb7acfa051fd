/**
 * Everything that can go wrong in a way a person is told about. One table: the API derives the HTTP status from it, the
 * command line the exit status, and the reference page of error codes is generated from it.
 */
export const faults = {
  bad_input: { status: 400, exit: 2, title: 'The input is not valid' },
  not_recognized: { status: 422, exit: 2, title: 'The file is none of the exports Bailiwick knows' },
  unknown_principal: { status: 404, exit: 2, title: 'No such principal in this snapshot' },
  ambiguous_principal: { status: 409, exit: 2, title: 'The name fits several principals' },
  unknown_action: { status: 404, exit: 2, title: 'No such AWS action' },
  unknown_integration: { status: 404, exit: 2, title: 'No such integration' },
  not_found: { status: 404, exit: 2, title: 'Nothing at this address' },
  external_id_immutable: { status: 422, exit: 2, title: 'The external id cannot be chosen or changed' },
  account_taken: { status: 409, exit: 2, title: 'The account already belongs to an integration' },
  name_taken: { status: 409, exit: 2, title: 'The name is taken' },
  nothing_read: { status: 409, exit: 2, title: 'Nothing has been read yet' },
  wrong_state: { status: 409, exit: 2, title: 'Not possible in the state it is in' },
  limit_exceeded: { status: 413, exit: 2, title: 'The input is larger than allowed' },
  not_signed_in: { status: 401, exit: 2, title: 'Sign in first' },
  not_allowed: { status: 403, exit: 2, title: 'Your console roles do not allow this' },
  csrf: { status: 403, exit: 2, title: 'The request did not come from this console' },
  setup_done: { status: 409, exit: 2, title: 'The first administrator exists already' },
  setup_link_invalid: { status: 403, exit: 2, title: 'The setup link is used up or not valid' },
  unknown_host: { status: 421, exit: 2, title: 'This server does not answer to that name' },
  too_many_requests: { status: 429, exit: 1, title: 'Too many requests' },
  config_invalid: { status: 500, exit: 2, title: 'The configuration is not valid' },
  home_locked: { status: 503, exit: 1, title: 'Another process uses this data folder' },
  home_unwritable: { status: 503, exit: 1, title: 'The data folder cannot be written' },
  secret_unreadable: { status: 500, exit: 1, title: 'A stored secret cannot be opened' },
  handoff_expired: { status: 404, exit: 2, title: 'The link is used up, revoked or unknown' },
  secret_exposed: { status: 500, exit: 1, title: 'A secret file is open to others' },
  port_in_use: { status: 503, exit: 1, title: 'The port is in use' },
  database_unavailable: { status: 503, exit: 1, title: 'The database cannot be reached' },
  database_newer: { status: 503, exit: 1, title: 'The database was made by a newer Bailiwick' },
  server_unreachable: { status: 503, exit: 1, title: 'The server cannot be reached' },
  aws_no_credentials: { status: 502, exit: 1, title: 'No AWS credentials were found' },
  aws_credentials_refused: { status: 502, exit: 1, title: 'AWS does not accept these credentials' },
  aws_unreachable: { status: 502, exit: 1, title: 'AWS cannot be reached' },
  aws_denied: { status: 502, exit: 1, title: 'AWS refused' },
  mail_not_set_up: { status: 409, exit: 2, title: 'Mail is not set up' },
  mail_refused: { status: 502, exit: 1, title: 'The mail was not sent' },
  sync_failed: { status: 502, exit: 1, title: 'Nothing could be read' },
  cancelled: { status: 409, exit: 1, title: 'Cancelled' },
  internal: { status: 500, exit: 1, title: 'A fault in Bailiwick' },
} as const satisfies Record<string, { status: number; exit: number; title: string }>

export type FaultCode = keyof typeof faults

/** Where in the input the trouble is: `path` names the element (`Statement[2].Effect`), line and column count from 1. */
export interface FaultPlace {
  readonly file?: string
  readonly path?: string
  readonly line?: number
  readonly column?: number
}

export interface FaultDetails {
  /** What to do about it, one sentence. */
  readonly fix?: string
  /** What does not work because of it, one sentence. */
  readonly effect?: string
  readonly places?: readonly (FaultPlace & { readonly message: string })[]
  /** Nearest known names, best first. */
  readonly suggestions?: readonly string[]
  readonly [fact: string]: unknown
}

/** The one error class. `message` is the cause in one sentence for a person; nothing secret, no policy bodies. */
export class AppError extends Error {
  readonly code: FaultCode
  readonly details: FaultDetails

  constructor(code: FaultCode, message: string, details: FaultDetails = {}, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

export const isAppError = (value: unknown): value is AppError => value instanceof AppError
