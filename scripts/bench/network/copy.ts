import pg from 'pg'
import type { RunningPostgres } from '../../../server/database/embedded/postgres.ts'

/** What a COPY reads and node-postgres has, though its types do not name them. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/**
 * PostgreSQL's own COPY of a CSV file, as it stands, into a table of texts without any index: what no import can beat.
 *
 * @returns milliseconds
 */
export async function timeCopy({ connection }: RunningPostgres, csv: string): Promise<number> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const columns = csv.slice(0, csv.indexOf('\r\n')).split(',')
    await client.query(`create temporary table copied (${columns.map((column) => `"${column}" text`).join(', ')})`)
    const began = performance.now()
    await new Promise<void>((resolve, reject) => {
      const query = new pg.Query('copy copied from stdin (format csv, header)')
      Object.assign(query, {
        handleCopyInResponse(copy: CopyConnection) {
          copy.sendCopyFromChunk(Buffer.from(csv))
          copy.endCopyFrom()
        },
      })
      query.on('end', () => resolve())
      query.on('error', reject)
      client.query(query)
    })
    return performance.now() - began
  } finally {
    await client.end()
  }
}
