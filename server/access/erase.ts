import type pg from 'pg'

/** Leaves of the decisions on a resident only that they were made. @returns how many */
export async function eraseFromDecisions(client: pg.ClientBase, residentId: number, macs: string[]): Promise<number> {
  const { rowCount } = await client.query(
    `update access_log set resident_id = null, device_mac = null, device_pseudonym = null
     where resident_id = $1 or device_mac = any($2::macaddr[])`,
    [residentId, macs],
  )
  return rowCount ?? 0
}
