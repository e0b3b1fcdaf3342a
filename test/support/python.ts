import { execFileSync } from 'node:child_process'

/** What a program in Python prints as JSON, given `input` on its standard input: its parsers know formats that Node does not. */
export const python = (program: string, script: string, input: Buffer | string): unknown =>
  JSON.parse(execFileSync(program, ['-c', script], { input, encoding: 'utf8', maxBuffer: 1 << 26 }))

/** A property list as an object; dates and octets as text. */
export const PLIST = `
import base64, datetime, json, plistlib, sys
def plain(value):
    if isinstance(value, bytes): return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime): return value.isoformat() + 'Z'
    raise TypeError(type(value))
print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), default=plain))`

/** XML as [name with namespace, text, children]. */
export const XML = `
import json, sys
from xml.etree import ElementTree
def plain(node): return [node.tag, (node.text or '').strip(), [plain(child) for child in node]]
print(json.dumps(plain(ElementTree.fromstring(sys.stdin.buffer.read()))))`

/** A MIME message in base64 as its type and its parts: [type, content]. */
export const MIME = `
import base64, email, json, sys
message = email.message_from_bytes(base64.b64decode(sys.stdin.buffer.read()))
parts = [[part.get_content_type(), part.get_payload(decode=True).decode()] for part in message.get_payload()]
print(json.dumps([message.get_content_type(), parts]))`
