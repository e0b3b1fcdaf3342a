/** Of the operating system, while a connection is made or used. */
const system = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND'])

/**
 * SQLSTATE classes and codes with which PostgreSQL itself says that it takes no queries now (appendix A): connection
 * exceptions, too many connections, operator intervention (shutdown, crash, starting up).
 */
const sqlState = /^(08...|53300|57P0[1-5])$/

/** What `pg` says without a code. */
const words = /^(Connection terminated|timeout exceeded when trying to connect|Client was closed|Cannot use a pool)/

/** Whether a query failed because the database is away or takes no queries now, rather than because of the query. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  const code = 'code' in error ? String(error.code) : ''
  if (sqlState.test(code)) return true
  const fromConnection = system.has(code) && 'syscall' in error && error.syscall !== 'open' && error.syscall !== 'stat'
  return fromConnection || words.test(error.message)
}
