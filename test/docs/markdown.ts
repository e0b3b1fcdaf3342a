import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.ts'

/** A fenced block of a document. */
export interface Block {
  file: string
  /** Of its first line of text, from 1. */
  line: number
  /** What its fence says. */
  language: string
  /** The heading that it stands under. */
  heading: string
  text: string
}

/** What cities and newcomers read, by paths from the package's root. */
export const documents = (): string[] => [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .sort(),
]

export const readDocument = (file: string): string => readFileSync(join(packageRoot, file), 'utf8')

export function blocksOf(file: string): Block[] {
  const found: Block[] = []
  let heading = ''
  let open: Block | undefined
  for (const [index, line] of readDocument(file).split('\n').entries()) {
    const fence = /^```(\S*)$/.exec(line)
    if (open && fence) {
      found.push(open)
      open = undefined
    } else if (open) open.text += `${line}\n`
    else if (fence) open = { file, line: index + 2, language: fence[1]!, heading, text: '' }
    else heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading
  }
  if (open) throw new Error(`${file}:${open.line}: the block does not end`)
  return found
}

/** The one block of that language in a document: under that heading, and beginning so, where they are given. */
export function block(file: string, language: string, heading?: string, beginning = ''): string {
  const found = blocksOf(file).filter(
    (each) =>
      each.language === language && (heading ?? each.heading) === each.heading && each.text.startsWith(beginning),
  )
  if (found.length !== 1) throw new Error(`${file} has ${found.length} blocks of ${language}`)
  return found[0]!.text
}

/** Commands of `plaza` within the text, in their order. */
export function inlineCommands(file: string): string[] {
  const text = readDocument(file).replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...text.matchAll(/`(npx plaza [^`]+)`/g)].map((match) => match[1]!)
}
