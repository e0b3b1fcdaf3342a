import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder for data: as root, the account that PostgreSQL runs as can pass through it. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
  return folder
}
