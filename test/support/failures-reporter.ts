import { writeFileSync } from 'node:fs'
import mocha from 'mocha'
import type { Failure } from '../../scripts/attempts.ts'

/** Mocha's own report; the failures are written, as JSON, to the file that `--reporter-option failures=FILE` names too. */
export default class FailuresReporter extends mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    const failures: Failure[] = []
    runner.on('fail', (test, error) =>
      failures.push({ file: test.file, title: test.fullTitle(), why: error?.stack ?? String(error) }),
    )
    runner.once('end', () => writeFileSync(options.reporterOptions.failures, JSON.stringify(failures)))
  }
}
