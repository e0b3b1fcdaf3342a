/** What PostgreSQL says, for the person who starts Plaza: the causes that have a remedy, else its last lines. */
export function explain(said: readonly string[]): string {
  const text = said.join('\n')
  const known = causes.find(([pattern]) => pattern.test(text))
  return known
    ? known[1]
    : text === ''
      ? 'it ended and said nothing.'
      : `PostgreSQL said:\n${said.slice(-10).join('\n')}`
}

const causes: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /No space left on device|Disk quota exceeded/,
    'the disk that holds it is full: make room, or choose another place with PLAZA_DATA_DIR.',
  ],
  [/Read-only file system/, 'the disk that holds it can only be read: choose another place with PLAZA_DATA_DIR.'],
  [
    /could not access file ".*": Permission denied|invalid binary|Permission denied/,
    'PostgreSQL may not read its own files there: give the folder back to the account that runs it, or choose another place with PLAZA_DATA_DIR.',
  ],
  [
    /database files are incompatible|was initialized by PostgreSQL version/,
    'the data were made by another version of PostgreSQL: start that version of Plaza, or choose another place with PLAZA_DATA_DIR.',
  ],
  [
    /could not (create|map|open) (shared memory|anonymous shared memory)|Cannot allocate memory/,
    'there is too little memory for it (128 MB are shared): give this machine or container more.',
  ],
]
