// `npm start`: builds Plaza, then starts it in this process. JavaScript, since it runs before anything is built.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const built = join(root, 'dist/server/cli.js')

const isWritable = (path) => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

if (isWritable(existsSync(join(root, 'dist')) ? join(root, 'dist') : root)) {
  console.log('Building Plaza …')
  const { status } = spawnSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
} else if (existsSync(built)) {
  console.log(`${root} cannot be written: Plaza starts as it was built last.`)
} else {
  console.error(`${root} cannot be written, and Plaza is not built there yet: run "npm run build" as who may write it.`)
  process.exit(1)
}
process.argv.splice(2, 0, 'start')
await import(built)
