import type pg from 'pg'

/** Removes traces of these devices, and what those of gateways have seen: it may be of them, and is gone soon anyway. */
export async function eraseFromTraces(client: pg.ClientBase, macs: readonly string[]): Promise<void> {
  await client.query('delete from traces where device_mac = any($1::macaddr[])', [macs])
  await client.query('delete from trace_packets')
}
