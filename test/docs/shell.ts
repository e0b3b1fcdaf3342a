import { execFileSync } from 'node:child_process'
import type { RunOptions } from '../support/plaza.ts'
import { block } from './markdown.ts'

/** In place of what each city fills in for itself. */
export const A_SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'

/** The settings that the README gives a city, with a secret for each `…`. */
export const citySettings = (): Record<string, string> =>
  exportedBy(block('README.md', 'sh', 'A city for real', 'export '))

/** The settings that such lines export, with a secret for each `…`. */
export function exportedBy(lines: string): Record<string, string> {
  const exports = lines.replaceAll('…', A_SECRET)
  const output = execFileSync('sh', ['-euc', `${exports}\nenv`], { encoding: 'utf8', env: { PATH: process.env.PATH } })
  const all = output
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  return Object.fromEntries(all.filter(([name]) => /^(PLAZA_|CITY_KEY_|DATABASE_URL$)/.test(name!)))
}

/** Options by which runPlaza has a shell run `script` in `folder`, where `npx plaza` is the built command. */
export const asScript = (script: string, folder: string): RunOptions => ({
  wrap: [
    'sh',
    '-euc',
    `node=$1 cli=$2; npx() { shift; "$node" "$cli" "$@"; }; cd '${folder}'; set -x\n${script}`,
    'sh',
  ],
})
