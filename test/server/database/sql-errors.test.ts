import { expect } from 'chai'
import {
  isDatabaseAway,
  isDataError,
  isForeignKeyViolation,
  isMadeMeanwhile,
  isRefused,
  isRolledBack,
  isUniqueViolation,
} from '../../../server/database/sql-errors.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const kinds = {
  isDatabaseAway,
  isUniqueViolation,
  isForeignKeyViolation,
  isMadeMeanwhile,
  isDataError,
  isRefused,
  isRolledBack,
}

describe('what went wrong in SQL', () => {
  let db: TestDatabase
  before(async () => {
    db = await createTestDatabase()
    await db.pool.query('create table places (id int primary key)')
    await db.pool.query('create table people (place_id int references places)')
  })
  after(() => db.close())

  const errorOf = (statement: string): Promise<unknown> =>
    db.pool.query(statement).then(
      () => undefined,
      (error) => error,
    )
  const kindsOf = (error: unknown) => Object.entries(kinds).flatMap(([name, is]) => (is(error) ? [name] : []))

  it('is told from the code that PostgreSQL gives', async () => {
    const told = {
      'insert into places values (1), (1)': ['isUniqueViolation', 'isMadeMeanwhile', 'isDataError', 'isRefused'],
      'insert into people values (7)': ['isForeignKeyViolation', 'isDataError', 'isRefused'],
      'create table places ()': ['isMadeMeanwhile', 'isRefused'],
      "select 'no number'::int": ['isDataError', 'isRefused'],
      'select nothing from nowhere': ['isRefused'],
      "do $$ begin raise exception using errcode = 'deadlock_detected'; end $$": ['isRolledBack'],
      "do $$ begin raise exception using errcode = 'admin_shutdown'; end $$": ['isDatabaseAway'],
      "do $$ begin raise exception using errcode = 'disk_full'; end $$": ['isDatabaseAway'],
      'select 9223372036854775807::bigint * 2::bigint': ['isDataError', 'isRefused'],
    }
    for (const [statement, expected] of Object.entries(told))
      expect(kindsOf(await errorOf(statement)), statement).to.deep.equal(expected)
  })

  it('names the reference that fails', async () => {
    const error = await errorOf('insert into people values (7)')
    expect(isForeignKeyViolation(error, 'place')).to.equal(true)
    expect(isForeignKeyViolation(error, 'resident')).to.equal(false)
  })

  it('is nothing that is known where the error is another one', () => {
    for (const error of [undefined, 'words', new Error('something else')]) expect(kindsOf(error)).to.deep.equal([])
  })
})
