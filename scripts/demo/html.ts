/** A form as a browser without JavaScript would send it. */
export interface Form {
  action: string
  method: 'get' | 'post'
  /** Names and values of hidden fields, filled-in fields and the first named button. */
  values: Record<string, string>
  /** Names of fields to fill in, by their type attribute. */
  fields: Array<{ name: string; type: string; value: string }>
}

export interface Link {
  href: string
  rel: string
  className: string
}

const AT_ONCE = /^0\s*;\s*url=(.*)$/i

/** The forms of a server-rendered page. Reads the HTML that Plaza and the demo City Key write, not all of HTML. */
export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) => {
    const values: Record<string, string> = {}
    const fields: Form['fields'] = []
    let button: [string, string] | undefined
    for (const [, tag = '', rest = ''] of body.matchAll(/<(input|button)\b([^>]*)>/gi)) {
      const attributes = attributesOf(rest)
      const { name, value = '' } = attributes
      const type = attributes.type ?? (tag.toLowerCase() === 'button' ? 'submit' : 'text')
      if (!name) continue
      if (type === 'submit') button ??= [name, value]
      else if (type === 'checkbox' || type === 'radio') {
        fields.push({ name, type, value: value || 'on' })
        if ('checked' in attributes) values[name] = value || 'on'
      } else {
        if (type !== 'hidden') fields.push({ name, type, value })
        values[name] = value
      }
    }
    if (button) values[button[0]] = button[1]
    const { action = '', method = 'get' } = attributesOf(head)
    return { action, method: method.toLowerCase() === 'post' ? 'post' : 'get', values, fields }
  })
}

export const linksOf = (html: string): Link[] =>
  [...html.matchAll(/<a\b([^>]*)>/gi)].flatMap(([, head = '']) => {
    const { href, rel = '', class: className = '' } = attributesOf(head)
    return href === undefined ? [] : [{ href, rel, className }]
  })

/**
 * Where the page sends the browser at once: by its header `Refresh`, or by `<meta http-equiv="refresh" content="0; url=…">`.
 */
export function refreshOf(html: string, header?: string | null): string | undefined {
  const inHeader = AT_ONCE.exec(header ?? '')?.[1]
  if (inHeader !== undefined) return inHeader
  for (const [, head = ''] of html.matchAll(/<meta\b([^>]*)>/gi)) {
    const { 'http-equiv': kind = '', content = '' } = attributesOf(head)
    const target = kind.toLowerCase() === 'refresh' ? AT_ONCE.exec(content)?.[1] : undefined
    if (target !== undefined) return target
  }
  return undefined
}

function attributesOf(text: string): Record<string, string> {
  const found = text.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)
  return Object.fromEntries(
    [...found].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      plain(double ?? single ?? bare ?? ''),
    ]),
  )
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const plain = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number(decimal))
    return entities[name] ?? whole
  })
