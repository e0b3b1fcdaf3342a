import type pg from 'pg'

/** Leaves of the decisions on a resident, and on their devices as nobody's, only that they were made. @returns how many */
export async function eraseFromDecisions(client: pg.ClientBase, residentId: number, macs: string[]): Promise<number> {
  const { rowCount } = await client.query(
    `update access_log set resident_id = null, device_mac = null, device_pseudonym = null
     where resident_id = $1 or (resident_id is null and device_mac = any($2::macaddr[]))`,
    [residentId, macs],
  )
  await client.query('delete from help_cases where resident_id = $1 or device_mac = any($2::macaddr[])', [
    residentId,
    macs,
  ])
  return rowCount ?? 0
}
