/** Of the data's form: a field that goes, or means something else, makes a new one, at an address of its own. */
export const VERSION = 'v1'

/** Of how use is counted and hidden; each published month says by which it was made. docs/open-data.md says what changed. */
export const METHOD = '2026-11'
