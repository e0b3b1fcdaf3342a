/**
 * What went wrong, by PostgreSQL's code of five characters (SQLSTATE, appendix A of its manual): the first two are the
 * class. Nobody else reads these codes.
 */
const sqlState = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')

/** A row with the same unique key is there already. */
export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === '23505'

/**
 * A row refers to one that is not there, or one that others refer to was to go.
 *
 * @param constraint only where the constraint's name contains this
 */
export const isForeignKeyViolation = (error: unknown, constraint = ''): boolean =>
  sqlState(error) === '23503' && String((error as { constraint?: unknown }).constraint).includes(constraint)

/** `create … if not exists` while another process was just making the same. */
export const isMadeMeanwhile = (error: unknown): boolean => sqlState(error) === '42P07' || isUniqueViolation(error)

/** A deadlock or the like ended this transaction among several: it can be tried again as it is. */
export const isRolledBack = (error: unknown): boolean => /^40...$/.test(sqlState(error))

/** The values are refused, as wrong (class 22) or for a constraint (23): the same ones would be refused for ever. */
export const isDataError = (error: unknown): boolean => /^2[23]...$/.test(sqlState(error))

/** The statement is refused for its values, or since the tables are not as it expects (42): the same again is in vain. */
export const isRefused = (error: unknown): boolean => isDataError(error) || /^42...$/.test(sqlState(error))

/**
 * PostgreSQL takes no queries now: connection exceptions, no such login or database, too many connections or no other
 * resource, shutdown, crash, starting up, a disk that fails; and none that writes, while it only follows another server.
 */
const takesNoQueries = /^(08...|28...|3D000|53...|57P0[1-5]|58...|25006)$/

/** Of the operating system, while a connection is made or used. */
const system = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EMFILE', 'ENFILE'],
])

/** What `pg` says without a code. */
const words = /^(Connection terminated|timeout exceeded when trying to connect|Client was closed|Cannot use a pool)/

/** Whether a query failed because the database is away or takes no queries now, rather than because of the query. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  const code = sqlState(error)
  if (takesNoQueries.test(code)) return true
  const fromConnection = system.has(code) && 'syscall' in error && error.syscall !== 'open' && error.syscall !== 'stat'
  return fromConnection || words.test(error.message)
}
