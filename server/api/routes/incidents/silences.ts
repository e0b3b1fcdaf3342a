import { mayActAs, type StaffMember } from '../../../directory/staff.ts'
import { staffNames } from '../../../directory/views.ts'
import { beginSilence, ownSilences, SilenceError, stopSilence } from '../../../incidents/silences/change.ts'
import type { SilenceMatch } from '../../../incidents/silences/silences.ts'
import { listSilences, silenceById, silenceNames } from '../../../incidents/silences/views.ts'
import { programmeNames, subjectsFound } from '../../../network/belongings.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'
import { notOfDistricts } from '../own.ts'
import { endOf } from '../parameters.ts'

const MOST_SUBJECTS = 50

const iso = (at: Date | null) => at?.toISOString() ?? null
const noSuchSilence = (id: number) => new ApiProblem(404, 'no-such-silence', `There is no silence ${id} that goes on.`)

function explained(error: unknown): never {
  if (!(error instanceof SilenceError)) throw error
  throw new ApiProblem(400, 'wrong-silence', error.message, error.field)
}

/** The whole city is for administrators to silence. */
const mayAtAll = ({ role }: StaffMember, { scope }: SilenceMatch) => scope !== 'city' || mayActAs(role, 'admin')

export const silenceRoutes = [
  implement(contract.listSilences, async ({ parts: { db, config }, staff }) => {
    const [all, own] = await Promise.all([
      listSilences(db, new Date(), config.timeZone),
      ownSilences(db, staff.districts),
    ])
    const rows = all.filter((row) => own.touches(row))
    const [nameOf, people] = await Promise.all([
      silenceNames(db, rows),
      staffNames(
        db,
        rows.flatMap(({ createdBy }) => createdBy ?? []),
      ),
    ])
    return wholePage(
      rows.map((row) => ({
        ...{ id: row.id, scope: row.scope, subject: row.subjectId, name: nameOf(row) },
        ...{ startsAt: row.startsAt.toISOString(), seconds: row.seconds, rrule: row.rrule, reason: row.reason },
        ...{ createdAt: row.createdAt.toISOString(), state: row.state, until: iso(row.until), next: iso(row.next) },
        by: row.createdBy === null ? null : (people.get(row.createdBy) ?? null),
        mayEnd: row.state !== 'over' && mayAtAll(staff, row) && own.isWithin(row),
      })),
    )
  }),
  implement(contract.addSilence, async ({ parts: { db }, body, staff }) => {
    const { scope, subject = null, programme = null, startsAt = new Date(), rrule = null, reason } = body
    const match = { scope, subjectId: subject, programme }
    if (!mayAtAll(staff, match)) throw new ApiProblem(403, 'role', 'The whole city is for administrators to silence.')
    if (!(await ownSilences(db, staff.districts)).isWithin(match)) {
      if (scope === 'hotspot' || scope === 'gateway')
        throw new ApiProblem(404, scope === 'hotspot' ? 'no-such-hotspot' : 'no-such-gateway', `There is no ${scope}.`)
      throw notOfDistricts('This would hold beyond your districts')
    }
    const wanted = { ...match, startsAt, endsAt: endOf(body, startsAt), rrule, reason }
    const id = await beginSilence(db, wanted, staff.id).catch(explained)
    const nameOf = await silenceNames(db, [match])
    const times = { startsAt: startsAt.toISOString(), endsAt: wanted.endsAt.toISOString(), rrule }
    return changed({ id }, { scope, subject, name: nameOf(match), reason, ...times })
  }),
  implement(contract.endSilence, async ({ parts: { db }, params: { id }, staff }) => {
    const silence = await silenceById(db, id)
    if (!silence || !(await ownSilences(db, staff.districts)).isWithin(silence)) throw noSuchSilence(id)
    if (!mayAtAll(staff, silence)) throw new ApiProblem(403, 'role', 'The whole city is for administrators to silence.')
    if (!(await stopSilence(db, id))) throw noSuchSilence(id)
    const nameOf = await silenceNames(db, [silence])
    return changed({ done: true }, { scope: silence.scope, name: nameOf(silence), reason: silence.reason })
  }),
  implement(contract.listSilenceSubjects, async ({ parts: { db }, query: { scope, search }, staff: { districts } }) => {
    if (scope === 'city') return { subjects: [] }
    const found =
      scope === 'programme'
        ? (await programmeNames(db)).map((name) => ({ id: null, name }))
        : await subjectsFound(db, scope, search, districts === null ? MOST_SUBJECTS : MOST_SUBJECTS * 20)
    const own = await ownSilences(db, districts)
    const subjects = found.filter(({ id, name }) => own.isWithin({ scope, subjectId: id, programme: name }))
    return { subjects: subjects.slice(0, MOST_SUBJECTS) }
  }),
]
