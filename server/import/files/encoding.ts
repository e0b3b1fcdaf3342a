import { isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import iconv from 'iconv-lite'
import { FileError, ImportError } from '../import-error.ts'

/** Enough to tell an encoding by; more only takes longer. */
const SAMPLE_OCTETS = 200_000
/** What is told apart by a table of its own, and what each means on the web (https://encoding.spec.whatwg.org). */
const NAMES: Readonly<Record<string, string>> = {
  'EUC-KR': 'cp949',
  GB18030: 'gb18030',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-9': 'windows-1254',
}
const FEW_LETTERS = 20
const WESTERN = ['windows-1252', 'macintosh', 'cp850']

/**
 * Decodes text: as `encoding` says, else as its byte order mark does, else UTF-8 where it is, else what its octets look
 * like.
 *
 * @throws {ImportError} for an encoding that there is not, or octets that are no text
 */
export function decodeText(name: string, octets: Buffer, encoding?: string): { text: string; encoding: string } {
  const told = encodingOf(name, octets, encoding)
  return { text: iconv.decode(octets, told), encoding: told }
}

/** As {@link decodeText}, but UTF-8's octets; the same, not a copy, where they are UTF-8. */
export function utf8Of(name: string, octets: Buffer, encoding?: string): { utf8: Buffer; encoding: string } {
  const told = encodingOf(name, octets, encoding)
  return { utf8: told === UTF8 ? octets : Buffer.from(iconv.decode(octets, told)), encoding: told }
}

const UTF8 = 'UTF-8'

function encodingOf(name: string, octets: Buffer, encoding: string | undefined): string {
  if (encoding !== undefined) {
    if (iconv.encodingExists(encoding)) return encoding
    throw new ImportError(
      `--encoding: there is no encoding "${encoding}". Known are UTF-8, windows-1252, cp949, Big5, …`,
    )
  }
  const wide = utf16(octets)
  if (wide) return wide
  if (octets.subarray(0, 8192).includes(0) && !isPadded(octets.subarray(0, 8192)))
    throw new FileError('binary', `${name} is no text, nor of a kind that is known: it has zero octets.`)
  return isUtf8(octets) ? UTF8 : likeliestEncoding(octets)
}

const MOST_PADDING = 0.2

/** Whether its zero octets only fill up fields of a text, as some databases write them. */
const isPadded = (sample: Buffer): boolean =>
  sample.every((octet) => octet === 0 || octet >= 0x20 || (octet >= 0x09 && octet <= 0x0d)) &&
  sample.reduce((zeros, octet) => zeros + (octet === 0 ? 1 : 0), 0) < MOST_PADDING * sample.length

/** By the byte order mark, or by ASCII characters each beside a zero octet. */
function utf16(octets: Buffer): 'UTF-16LE' | 'UTF-16BE' | undefined {
  if (octets[0] === 0xff && octets[1] === 0xfe) return 'UTF-16LE'
  if (octets[0] === 0xfe && octets[1] === 0xff) return 'UTF-16BE'
  const sample = octets.subarray(0, 4096)
  const zeros = [0, 0]
  sample.forEach((octet, at) => {
    if (octet === 0) zeros[at % 2]!++
  })
  const [even = 0, odd = 0] = zeros
  if (odd * 5 > sample.length && even * 20 <= odd) return 'UTF-16LE'
  return even * 5 > sample.length && odd * 20 <= even ? 'UTF-16BE' : undefined
}

function likeliestEncoding(octets: Buffer): string {
  const sample = linesBeyondAscii(octets)
  const found = analyse(sample).find(({ name }) => !/^(UTF|ASCII)/.test(name) && iconv.encodingExists(name))
  const best = NAMES[found?.name ?? ''] ?? found?.name ?? 'windows-1252'
  // Statistics of languages do not know the encodings of old Macintoshes and of DOS: oddities tell them.
  if (!/^(windows-125[02457]|ISO-8859-[249]|ISO-8859-13)$/.test(best)) return best
  // Of a few letters they say little: then it is what most cities write.
  const beyondAscii = sample.reduce((sum, octet) => sum + (octet > 0x7f ? 1 : 0), 0)
  const first = beyondAscii < FEW_LETTERS ? 'windows-1252' : best
  const candidates = [...new Set([first, best, ...WESTERN])]
  const oddities = candidates.map((candidate) => oddCharacters(iconv.decode(sample, candidate)))
  return candidates[oddities.indexOf(Math.min(...oddities))]!
}

/** The lines of the file that are not ASCII alone: only they tell. */
function linesBeyondAscii(octets: Buffer): Buffer {
  const lines: Buffer[] = []
  let size = 0
  for (let from = 0; from < octets.length && size < SAMPLE_OCTETS; ) {
    const end = octets.indexOf(0x0a, from)
    const line = octets.subarray(from, end === -1 ? octets.length : end + 1)
    if (line.some((octet) => octet > 0x7f)) {
      lines.push(line)
      size += line.length
    }
    from += line.length
  }
  return Buffer.concat(lines)
}

/** Characters that stand where in names they do not: signs within words, capitals after small letters, other signs
 * than degrees after digits, controls. */
const oddCharacters = (text: string): number =>
  (text.match(/\p{Cc}(?<![\t\r\n])/gu)?.length ?? 0) +
  (text.match(/(?<=\p{L})[^\p{ASCII}\p{L}\p{M}’·ºª°–](?=\p{L})/gu)?.length ?? 0) +
  (text.match(/(?<=\p{Ll})(?!\p{ASCII})\p{Lu}|(?<=\p{ASCII})(?!\p{ASCII}|°)\p{So}/gu)?.length ?? 0) +
  (text.match(/(?<=\d)[^\p{ASCII}°ºª²³½¼¾€‰×–—’′″\xa0]/gu)?.length ?? 0) +
  (text.match(/(?<=\s|^)[¡¢£¤¥§¦‚ƒ„†‡ˆ‰‹¨¬­®¯±](?=[a-z])/gmu)?.length ?? 0)
